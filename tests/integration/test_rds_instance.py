"""The database in an AWS that delays and refuses as AWS does: the law, the budget, and what is really there."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError

from .aws_server import World, targets, world
from .rds_world import GROUP, NAME, PASSWORD, described, host, instance, let_in, parameters, quick

__all__ = ["host", "quick", "world"]


@pytest.mark.usefixtures("host")
def test_the_instance_keeps_the_law_and_the_budget(world: World) -> None:
    assumed = instance(world, check=True, assume_empty=True)
    assert world.server.recorder.requests == []
    checked = instance(world, check=True)
    assert world.writes == []
    parameters(world)
    applied = instance(world)
    assert assumed["plan"] == checked["plan"] == applied["plan"] != []
    assert checked["address"] == UNKNOWN != applied["address"] == described(world)["Endpoint"]["Address"]
    assert applied["port"] == 3306
    assert len(world.count(lambda: instance(world, check=True))) <= 5
    again = instance(world)
    assert (again["changed"], again["plan"], again["notes"], world.writes) == (False, [], [], [])
    assert again["address"] == applied["address"]
    assert PASSWORD not in repr([assumed, checked, applied, again])


@pytest.mark.usefixtures("host")
def test_what_is_made(world: World) -> None:
    parameters(world)
    instance(world)
    found = described(world)
    assert found["Engine"] == "mysql"
    assert found["EngineVersion"].startswith("8.4.")
    assert (found["DBInstanceClass"], found["StorageType"], found["StorageEncrypted"]) == ("db.m6g.large", "gp3", True)
    assert (found["AllocatedStorage"], found["MaxAllocatedStorage"]) == (100, 500)
    assert (found["BackupRetentionPeriod"], found["DeletionProtection"], found["CopyTagsToSnapshot"]) == (
        14,
        True,
        True,
    )
    assert found["PubliclyAccessible"] is True
    assert found["DBParameterGroups"][0]["DBParameterGroupName"] == GROUP
    assert {"Key": "map:environment", "Value": "test"} in found["TagList"]
    (group,) = world.boto("ec2").describe_security_groups(GroupNames=[NAME])["SecurityGroups"]
    assert [item["VpcSecurityGroupId"] for item in found["VpcSecurityGroups"]] == [group["GroupId"]]
    ways = [(p["FromPort"], p["ToPort"]) for p in group["IpPermissions"]]
    assert set(ways) == {(3306, 3306)}
    assert {"Key": "map:environment", "Value": "test"} in group["Tags"]


@pytest.mark.usefixtures("host")
def test_without_client_networks_it_has_no_public_address(world: World) -> None:
    parameters(world)
    instance(world, client_networks=[])
    assert described(world)["PubliclyAccessible"] is False


def test_without_the_hosts_group_nothing_is_half_made(world: World) -> None:
    parameters(world)
    with pytest.raises(MapError, match="The security group map-test-host, which is to reach the database"):
        instance(world)
    assert world.boto("rds").describe_db_instances()["DBInstances"] == []


@pytest.mark.usefixtures("host")
def test_hand_changes_are_mended_and_nothing_else_is_touched(world: World) -> None:
    parameters(world)
    instance(world)
    ec2, rds = world.boto("ec2"), world.boto("rds")
    (group,) = ec2.describe_security_groups(GroupNames=[NAME])["SecurityGroups"]
    everybody = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=everybody)
    rds.modify_db_instance(DBInstanceIdentifier=NAME, DeletionProtection=False, BackupRetentionPeriod=1)
    world.server.recorder.reset()
    checked = instance(world, check=True)
    assert world.writes == []
    applied = instance(world)
    assert checked["plan"] == applied["plan"]
    assert targets(applied) == [
        ("remove", f"security group {NAME}: tcp 22 from 0.0.0.0/0"),
        ("update", f"database instance {NAME}: settings"),
    ]
    assert world.writes == ["ec2 RevokeSecurityGroupIngress", "rds ModifyDBInstance"]
    assert applied["plan"][1]["after"] == {"backup_days": 14, "deletion_protection": True}


@pytest.mark.usefixtures("host")
def test_another_class_waits_for_the_window_or_comes_now(world: World) -> None:
    parameters(world)
    instance(world)
    later = instance(world, instance_class="db.m6g.xlarge")
    assert targets(later) == [("update", f"database instance {NAME}: class, in the maintenance window")]
    assert described(world)["DBInstanceClass"] == "db.m6g.large"
    again = instance(world, instance_class="db.m6g.xlarge", check=True)
    assert again["plan"] == []
    assert "next maintenance window: instance_class db.m6g.xlarge" in again["notes"][0]
    storage = instance(world, instance_class="db.m6g.xlarge", storage_gb=200)
    assert described(world)["DBInstanceClass"] == "db.m6g.large"
    assert storage["plan"][0]["after"] == {"storage_gb": 200}
    now = instance(world, instance_class="db.m6g.xlarge", storage_gb=200, reboot="now")
    assert [change["impact"] for change in now["plan"]] == ["reboot"]
    assert described(world)["DBInstanceClass"] == "db.m6g.xlarge"
    assert described(world)["AllocatedStorage"] == 200


@pytest.mark.usefixtures("host")
def test_a_reboot_is_said_and_made_only_when_asked_for(world: World) -> None:
    parameters(world)
    instance(world)
    static = {"performance_schema": False}
    changed = parameters(world, check=True, parameters=static)["pending_reboot"]
    assert changed == ["performance_schema"]
    checked = instance(world, check=True, static_changed=changed, reboot="now")
    parameters(world, parameters=static)
    said = instance(world)
    assert (said["changed"], said["pending_reboot"]) == (False, True)
    assert "only after a reboot" in said["notes"][0]
    applied = instance(world, static_changed=changed, reboot="now")
    assert checked["plan"] == applied["plan"]
    assert targets(applied) == [("update", f"database instance {NAME}: reboot")]
    assert applied["pending_reboot"] is False
    assert instance(world, check=True, reboot="now")["plan"] == []


@pytest.mark.usefixtures("host")
def test_a_run_waits_for_an_instance_that_another_began(world: World) -> None:
    parameters(world)
    world.server.strikes.at(6, "lost")
    instance(world)
    world.server.strikes.reset()
    assert described(world)["DBInstanceStatus"] == "available"
    assert instance(world, check=True)["plan"] == []


@pytest.mark.usefixtures("host")
@pytest.mark.parametrize(
    ("wishes", "messages"),
    [
        ({"master_password": 'with"quote'}, ["would be refused by RDS"]),
        (
            {"name": "Lab-DB", "storage_gb": 10, "max_storage_gb": 10, "backup_days": 0, "subnet_ids": ["subnet-1"]},
            [
                "'Lab-DB'",
                "20 to 65536 GiB",
                "at least a tenth more",
                "1 to 35 days",
                "names one subnet only",
                "don't exist",
            ],
        ),
    ],
    ids=["password", "settings"],
)
def test_bad_wishes_are_refused_together(world: World, wishes: dict[str, t.Any], messages: list[str]) -> None:
    with pytest.raises(MapError) as error:
        instance(world, **wishes)
    assert [m for m in messages if m not in str(error.value)] == []
    assert len(error.value.problems) == len(messages)
    assert world.writes == []


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.endurance)])
@pytest.mark.parametrize("kind", ["denied", "lost"])
def test_struck_at_any_change_the_next_run_converges(world: World, kind: t.Any, every: int) -> None:
    """denied: the run ends before the change is made, with an error; lost: after it, and the request is repeated."""
    for number in range(1, 20, every):
        world.server.reset()
        let_in(world)
        world.server.strikes.at(number, kind)
        failed = _fails(lambda: (parameters(world), instance(world)))
        struck = world.server.strikes.struck
        world.server.strikes.reset()
        assert failed is (kind == "denied" and struck is not None), struck
        if failed:
            parameters(world)
            instance(world)
        assert parameters(world, check=True)["plan"] == instance(world, check=True)["plan"] == [], struck
        if struck is None:
            assert number > 8
            return
    raise AssertionError("The run makes more changes than this test strikes.")


def _fails(run: t.Callable[[], t.Any]) -> bool:
    try:
        run()
    except MapError:
        return True
    return False
