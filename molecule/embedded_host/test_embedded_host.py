"""A Debian that Ansible reaches as it reaches an instance in AWS."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_its_system_runs_well(host: t.Any) -> None:
    assert host.check_output("systemctl is-system-running --wait") == "running"
    assert (host.system_info.distribution, host.system_info.release.split(".")[0]) == ("debian", "13")


def test_it_has_the_data_volume_that_aws_lists(rehearsal: Rehearsal, host: t.Any) -> None:
    volumes = rehearsal.client("ec2").describe_volumes(
        Filters=[{"Name": "tag:Name", "Values": ["map-rehearsal-data"]}]
    )["Volumes"]
    device = f"/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_{volumes[0]['VolumeId'].replace('-', '')}"
    assert int(host.check_output(f"blockdev --getsize64 {device}")) == volumes[0]["Size"] * 1024**3


def test_what_its_console_says_is_the_key_that_it_has(rehearsal: Rehearsal, host: t.Any) -> None:
    instance = rehearsal.instance("map-rehearsal-host")["InstanceId"]
    console = rehearsal.client("ec2").get_console_output(InstanceId=instance)["Output"]
    assert host.file("/etc/ssh/ssh_host_ed25519_key.pub").content_string.strip() in console
