"""The database that the tests make, and how they look at it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.specs import rds_instance, rds_parameter_group

from .aws_server import World

GROUP, NAME, PASSWORD = "map-test-mysql8-4", "map-test-database", "canary-of-the-master"
WANTED: dict[str, t.Any] = {
    "parameter_group": GROUP,
    "master_user": "mapmaster",
    "master_password": PASSWORD,
    "client_networks": ["198.51.100.0/24", "2001:db8::/32"],
    "client_security_groups": ["map-test-host"],
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting takes no time in this world: its delays are counted in looks."""
    monkeypatch.setattr("time.sleep", lambda _: None)


def let_in(world: World) -> None:
    """Make the security group of a host."""
    ec2 = world.boto("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    ec2.create_security_group(GroupName="map-test-host", Description="host", VpcId=vpc)


@pytest.fixture
def host(world: World) -> None:
    """The host, whose security group is let in."""
    let_in(world)
    world.server.recorder.reset()


def parameters(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(rds_parameter_group, check, **params)


def instance(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(rds_instance, check, **{**WANTED, **params})


def described(world: World) -> dict[str, t.Any]:
    (found,) = world.boto("rds").describe_db_instances()["DBInstances"]
    return t.cast("dict[str, t.Any]", found)


def held(world: World) -> dict[str, str]:
    """What the group holds by somebody's wish."""
    pages = world.boto("rds").get_paginator("describe_db_parameters")
    found = pages.paginate(DBParameterGroupName=GROUP, Source="user")
    return {p["ParameterName"]: p["ParameterValue"] for page in found for p in page["Parameters"]}
