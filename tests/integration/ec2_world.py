"""The host that the tests make, and how they look at it."""

from __future__ import annotations

import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.specs import ec2_host

from .aws_server import World

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example.org"
WANTED: dict[str, t.Any] = {"public_key": KEY, "admin_networks": ["203.0.113.0/24", "2001:db8::/32"]}


def run(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(ec2_host, check, **{**WANTED, **params})


def instances(world: World, *states: str) -> list[dict[str, t.Any]]:
    wanted = states or ("pending", "running", "stopping", "stopped")
    found = world.boto("ec2").describe_instances()["Reservations"]
    return [item for one in found for item in one["Instances"] if item["State"]["Name"] in wanted]


def data_volume(world: World) -> dict[str, t.Any]:
    filters = [{"Name": "tag:Name", "Values": ["map-test-data"]}]
    (volume,) = world.boto("ec2").describe_volumes(Filters=filters)["Volumes"]
    return t.cast("dict[str, t.Any]", volume)


def unprotect(world: World, made: dict[str, t.Any]) -> None:
    off = {"Value": False}
    world.boto("ec2").modify_instance_attribute(InstanceId=made["instance_id"], DisableApiTermination=off)
