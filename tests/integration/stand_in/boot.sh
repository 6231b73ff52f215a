#!/bin/sh
# Makes room for an engine inside, without privileges; then systemd or only sshd, as INIT says.
set -e
for user in root admin; do
  install -d -m 0700 -o "$user" -g "$user" "$(getent passwd "$user" | cut -d: -f6)/.ssh"
  echo "$AUTHORIZED_KEY" > "$(getent passwd "$user" | cut -d: -f6)/.ssh/authorized_keys"
done
mount -o remount,rw /sys 2> /dev/null || mount -o remount,bind,rw /sys
awk '$2 ~ "^/proc/" {print $2}' /proc/mounts | sort -r | while read -r place; do umount "$place" || true; done
for place in /sys/fs/cgroup /sys/fs/cgroup/*; do
  if mountpoint -q "$place"; then mount -o remount,bind,rw "$place"; fi
done
# A disk is a file, and a device of EC2's name. The device is freed when no process and no mount holds it any more.
if [ -n "${DISK:-}" ]; then
  [ -e /disk/file ] || truncate -s "${DISK_SIZE}" /disk/file
  [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
  number=$(losetup --find | tr -dc 0-9)
  [ -e "/dev/loop$number" ] || mknod "/dev/loop$number" b 7 "$number"
  losetup "/dev/loop$number" /disk/file
  sleep infinity 3< "/dev/loop$number" &
  sleep 0.2
  losetup --detach "/dev/loop$number"
  mkdir -p /dev/disk/by-id
  ln -sfn "../../loop$number" "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$DISK"
fi
if [ "$INIT" = systemd ]; then
  exec /sbin/init
fi
ssh-keygen -A
install -d -m 0755 /run/sshd
exec /usr/sbin/sshd -D
