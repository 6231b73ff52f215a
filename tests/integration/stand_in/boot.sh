#!/bin/sh
# Makes room for an engine inside, without privileges; then systemd or only sshd, as INIT says.
set -e
install -d -m 0700 /root/.ssh
echo "$AUTHORIZED_KEY" > /root/.ssh/authorized_keys
mount -o remount,rw /sys 2> /dev/null || mount -o remount,bind,rw /sys
awk '$2 ~ "^/proc/" {print $2}' /proc/mounts | sort -r | while read -r place; do umount "$place" || true; done
for place in /sys/fs/cgroup /sys/fs/cgroup/*; do
  if mountpoint -q "$place"; then mount -o remount,bind,rw "$place"; fi
done
if [ "$INIT" = systemd ]; then
  exec /sbin/init
fi
ssh-keygen -A
install -d -m 0755 /run/sshd
exec /usr/sbin/sshd -D
