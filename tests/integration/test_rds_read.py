"""The database's address, for plays that only need it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import rds_instance
from tests.environment import ROOT
from tests.integration.runners import AS_MODULE

from .aws_server import World, world
from .rds_world import NAME, described, host, instance, parameters, quick

__all__ = ["host", "quick", "world"]


def read(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(rds_instance, check, state="read", **params)


@pytest.mark.usefixtures("host")
def test_read_takes_two_requests(world: World) -> None:
    with pytest.raises(MapError, match=rf"AWS has no database instance '{NAME}'\. Make it with the playbook provision"):
        read(world)
    parameters(world)
    made = instance(world)
    found: list[dict[str, t.Any]] = []
    requests = world.count(lambda: found.append(read(world)))
    assert sorted(requests) == ["rds DescribeDBInstances", "sts GetCallerIdentity"]
    names = ("name", "address", "port", "engine_version")
    assert {name: found[0][name] for name in names} == {name: made[name] for name in names}
    assert (found[0]["changed"], found[0]["plan"], found[0]["diff"]) == (False, [], [])
    assert read(world, check=True) == found[0]


def test_a_database_that_is_only_planned_has_no_address(world: World) -> None:
    planned = read(world, check=True, assume_empty=True)
    assert (planned["address"], planned["plan"]) == (UNKNOWN, [])
    assert world.server.recorder.requests == []
    with pytest.raises(MapError, match="AWS has no database instance"):
        read(world, assume_empty=True)


@pytest.mark.usefixtures("host")
def test_a_database_that_is_being_made_has_no_address_yet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters(world)
    vpc_groups = world.boto("ec2").describe_security_groups(GroupNames=["map-test-host"])["SecurityGroups"]
    subnets = [subnet["SubnetId"] for subnet in world.boto("ec2").describe_subnets()["Subnets"]]
    rds = world.boto("rds")
    rds.create_db_subnet_group(DBSubnetGroupName=NAME, DBSubnetGroupDescription="d", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier=NAME,
        Engine="mysql",
        EngineVersion="8.4.5",
        DBInstanceClass="db.m6g.large",
        AllocatedStorage=20,
        MasterUsername="mapmaster",
        MasterUserPassword="a-long-password",
        DBSubnetGroupName=NAME,
        VpcSecurityGroupIds=[vpc_groups[0]["GroupId"]],
        StorageEncrypted=True,
    )
    with pytest.raises(MapError, match=rf"'{NAME}' has no address yet: AWS says creating\."):
        read(world)
    assert described(world)["DBInstanceIdentifier"] == NAME


@AS_MODULE
def test_only_reading_can_do_without_the_settings(world: World, in_process: bool) -> None:
    """Both runners know which options `present` needs."""
    said = {state: ad_hoc(in_process, aws=world.options, state=state) for state in ("present", "read")}
    assert "state is present but all of the following are missing: parameter_group, master_user" in said["present"]
    assert f"AWS has no database instance '{NAME}'" in said["read"]


def ad_hoc(in_process: bool, **options: t.Any) -> str:
    """What Ansible says of one task."""
    interpreter = "ansible_python_interpreter={{ ansible_playbook_python }}"
    settings = ["-e", interpreter, "-e", json.dumps({"map_in_process": in_process})]
    command = ["-i", "localhost,", "-c", "local", "-m", "mesoscale.map.rds_instance", "-a", json.dumps(options)]
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible"), "localhost", *command, *settings],
        cwd=ROOT,
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
