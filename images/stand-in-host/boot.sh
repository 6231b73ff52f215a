#!/usr/bin/env bash
# Does what a virtual machine and cloud-init would have done before the system starts: keys, the data volume's device, the
# console. Then makes room for an engine inside, without privileges, and starts systemd, or only sshd, as INIT says.
set -euo pipefail
state=/var/lib/stand-in

for home in /root /home/admin; do
  owner=$(stat -c %u:%g "$home")
  install -d -m 0700 -o "${owner%:*}" -g "${owner#*:}" "$home/.ssh"
  echo "$AUTHORIZED_KEY" > "$home/.ssh/authorized_keys"
  chown "$owner" "$home/.ssh/authorized_keys"
done

# The host's keys outlive its container, as an instance's do.
install -d -m 0700 "$state/etc/ssh"
ssh-keygen -A -f "$state" > /dev/null
cp -p "$state"/etc/ssh/ssh_host_* /etc/ssh/
if [ -n "${INSTANCE_ID:-}" ]; then
  { echo '-----BEGIN SSH HOST KEY KEYS-----'; cat /etc/ssh/ssh_host_*.pub; echo '-----END SSH HOST KEY KEYS-----'; } \
    > "/consoles/$INSTANCE_ID"
fi

mount -o remount,rw /sys 2> /dev/null || mount -o remount,bind,rw /sys
# Over some of /proc lie mounts that would keep containers inside from starting.
awk '$2 ~ "^/proc/" {print $2}' /proc/mounts | sort -r | while read -r place; do umount "$place" || true; done
for place in /sys/fs/cgroup /sys/fs/cgroup/*; do
  if mountpoint -q "$place"; then mount -o remount,bind,rw "$place"; fi
done

# The data volume is a file, and a device leads to it under the name that EC2 gives. The device is freed when nothing holds it
# any more: a process of this container does, and later the mount.
if [ -n "${DATA_VOLUME_ID:-}" ]; then
  [ -e "$state/data" ] || truncate -s "${DATA_GB}G" "$state/data"
  [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
  number=$(losetup --find | tr -dc 0-9)
  [ -e "/dev/loop$number" ] || mknod "/dev/loop$number" b 7 "$number"
  losetup "/dev/loop$number" "$state/data"
  sleep infinity 3< "/dev/loop$number" &
  sleep 0.2
  losetup --detach "/dev/loop$number"
  mkdir -p /dev/disk/by-id
  ln -sfn "../../loop$number" "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${DATA_VOLUME_ID/-/}"
fi

if [ "$INIT" = systemd ]; then
  exec /sbin/init
fi
install -d -m 0755 /run/sshd
exec /usr/sbin/sshd -D
