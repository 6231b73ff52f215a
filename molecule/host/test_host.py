"""One instance, protected as it was wished, with its own address and data volume."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_the_instance_is_as_wished(rehearsal: Rehearsal) -> None:
    (instance,) = found(rehearsal)
    assert instance["InstanceType"] == "m6a.2xlarge"
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert instance["PublicIpAddress"]


def test_ssh_is_open_for_operators_alone(rehearsal: Rehearsal) -> None:
    (instance,) = found(rehearsal)
    (group,) = rehearsal.client("ec2").describe_security_groups(GroupIds=[instance["SecurityGroups"][0]["GroupId"]])[
        "SecurityGroups"
    ]
    (ssh,) = [rule for rule in group["IpPermissions"] if rule.get("FromPort") == 22]
    assert [one["CidrIp"] for one in ssh["IpRanges"]] == ["203.0.113.0/24"]


def found(rehearsal: Rehearsal) -> list[dict[str, t.Any]]:
    wish = [
        {"Name": "tag:Name", "Values": ["map-cloud-host"]},
        {"Name": "instance-state-name", "Values": ["running"]},
    ]
    reservations = rehearsal.client("ec2").describe_instances(Filters=wish)["Reservations"]
    return [instance for reservation in reservations for instance in reservation["Instances"]]
