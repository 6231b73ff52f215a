"""The host's own system: its data volume, firewall, updates, SSH, logs; time and swap as files and unit states only."""

from __future__ import annotations

import re
import typing as t


def test_the_data_volume_is_mounted(host: t.Any) -> None:
    mounted = host.mount_point("/srv")
    assert (mounted.exists, mounted.filesystem) == (True, "ext4")
    assert mounted.device.startswith("/dev/loop")


def test_only_what_shall_be_open_is(host: t.Any) -> None:
    rules = host.check_output("nft --numeric list table inet map_host")
    assert "hook input priority 0; policy drop;" in rules
    assert set(re.findall(r"tcp dport (.+)", rules)) == {
        "22 accept",
        "{ 80, 443 } ip saddr @web_ipv4 accept",
        "{ 80, 443 } ip6 saddr @web_ipv6 accept",
    }
    assert re.findall(r"udp .*", rules) == ["udp sport 547 udp dport 546 accept"]


def test_ssh_takes_keys_alone_and_never_root(host: t.Any) -> None:
    told = host.check_output("sshd -T").splitlines()
    assert {"passwordauthentication no", "permitrootlogin no", "x11forwarding no"} <= set(told)


def test_security_updates_come_by_themselves(host: t.Any) -> None:
    assert host.package("unattended-upgrades").is_installed
    assert host.service("apt-daily-upgrade.timer").is_enabled
    said = host.check_output("apt-config dump Unattended-Upgrade::Origins-Pattern")
    assert "Debian-Security" in said
    said = host.check_output("apt-config dump Unattended-Upgrade")
    wished = {"Automatic-Reboot": "true", "Automatic-Reboot-Time": "04:30"}
    assert {f'Unattended-Upgrade::{name} "{value}";' for name, value in wished.items()} <= set(said.splitlines())


def test_logs_are_limited(host: t.Any) -> None:
    assert "SystemMaxUse=1G" in host.check_output("systemd-analyze cat-config systemd/journald.conf")


def test_time_and_swap_are_set_and_not_run_in_a_container(host: t.Any) -> None:
    assert "169.254.169.123" in host.check_output("systemd-analyze cat-config systemd/timesyncd.conf")
    for unit in ("systemd-timesyncd.service", "map-swapfile.service"):
        assert host.service(unit).is_enabled
        assert not host.service(unit).is_running


def test_containers_end_before_the_host_does(host: t.Any) -> None:
    unit = host.service("map-containers.service")
    assert (unit.is_running, unit.is_enabled) == (True, True)
    assert "docker.service" in host.check_output("systemctl show --property=After --value map-containers.service")
