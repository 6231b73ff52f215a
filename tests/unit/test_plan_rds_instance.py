"""The database instance and its network: (wanted, actual) -> changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans import rds_network as network
from ansible_collections.mesoscale.map.plugins.module_utils.plans.rds_instance import Actual, Instance, Wanted, plan
from ansible_collections.mesoscale.map.plugins.module_utils.plans.rds_wishes import notes, password_problem

NAME = "map-test-database"
TAGS = {"map:environment": "test"}
SETTINGS: dict[str, t.Any] = {
    "instance_class": "db.m6g.large",
    "storage_gb": 100,
    "max_storage_gb": 500,
    "storage_type": "gp3",
    "multi_az": False,
    "backup_days": 14,
    "deletion_protection": True,
    "copy_tags_to_snapshots": True,
    "automatic_minor_upgrades": True,
    "public": True,
    "parameter_group": "map-test-mysql8-4",
    "security_groups": [NAME],
}
WANTED = Wanted(
    name=NAME,
    network=network.Wanted(NAME, frozenset(), ("map-test-host", "198.51.100.0/24"), TAGS),
    settings=SETTINGS,
    engine_version="8.4",
    master_user="mapmaster",
    reboot=False,
    static_changed=(),
    tags=TAGS,
)
RULES = frozenset({network.Rule("map-test-host"), network.Rule("198.51.100.0/24")})
NETWORK = network.Actual(frozenset({"subnet-a", "subnet-b"}), network.SecurityGroup(RULES, TAGS))
INSTANCE = Instance(
    "available", SETTINGS, engine_version="8.4.6", subnet_group=NAME, master_user="mapmaster", address="x", tags=TAGS
)
NOW = dataclasses.replace(WANTED, reboot=True)


def made(**changes: t.Any) -> Actual:
    """An instance as wanted, but for these changes."""
    settings = {**SETTINGS, **changes.pop("settings", {})}
    return Actual(NETWORK, dataclasses.replace(INSTANCE, settings=settings, **changes))


def update(what: str, before: t.Any, after: t.Any, call: str, impact: t.Any = "none", **kwargs: t.Any) -> Change:
    target = f"database instance {NAME}: {what}"
    return Change("rds", "update", target, before, after, Call(call, {"name": NAME, **kwargs}), impact)


def modify(what: str, before: t.Any, after: t.Any, at_once: bool, impact: t.Any = "none") -> Change:
    return update(what, before, after, "modify_instance", impact, settings=after, at_once=at_once)


LARGE, XLARGE = {"instance_class": "db.m6g.large"}, {"instance_class": "db.m6g.xlarge"}


@pytest.mark.parametrize(
    ("actual", "wanted", "changes"),
    [
        (made(), WANTED, []),
        (made(engine_version="8.4.9", status="backing-up"), dataclasses.replace(WANTED, engine_version="8.4.3"), []),
        (made(settings={"storage_gb": 220}), WANTED, []),
        (made(settings={"multi_az": True}, pending={"multi_az": False}), WANTED, []),
        (
            made(settings={"backup_days": 1, "public": False}),
            WANTED,
            [modify("settings", {"backup_days": 1, "public": False}, {"backup_days": 14, "public": True}, False)],
        ),
        (
            made(settings={"storage_gb": 50}),
            WANTED,
            [modify("storage", {"storage_gb": 50}, {"storage_gb": 100}, True)],
        ),
        (
            made(settings={"storage_gb": 50, **XLARGE}, pending=LARGE),
            WANTED,
            [modify("storage", {"storage_gb": 50}, {"storage_gb": 100}, False)],
        ),
        (
            made(settings={"storage_gb": 50}, pending={"EngineVersion": "8.4.9"}),
            WANTED,
            [modify("storage", {"storage_gb": 50}, {"storage_gb": 100}, False)],
        ),
        (
            made(settings={"storage_gb": 50}, pending={"EngineVersion": "8.4.9"}),
            NOW,
            [modify("storage", {"storage_gb": 50}, {"storage_gb": 100}, True, "reboot")],
        ),
        (made(settings=XLARGE), WANTED, [modify("class, in the maintenance window", XLARGE, LARGE, False, "reboot")]),
        (made(settings=XLARGE, pending=LARGE), NOW, [modify("class, now", XLARGE, LARGE, True, "reboot")]),
        (
            made(status="creating", address=None),
            WANTED,
            [update("status", "creating", "available", "wait_until_made")],
        ),
        (made(tags={"a": "b"}), WANTED, [update("tags", {"a": "b"}, {"a": "b", **TAGS}, "tag_instance", tags=TAGS)]),
        (made(parameter_status="pending-reboot"), WANTED, []),
        (
            made(parameter_status="pending-reboot"),
            NOW,
            [update("reboot", "pending-reboot", "in-sync", "reboot_instance", "reboot")],
        ),
        (
            made(),
            dataclasses.replace(NOW, static_changed=("performance_schema",)),
            [update("reboot", "pending-reboot", "in-sync", "reboot_instance", "reboot")],
        ),
        (
            dataclasses.replace(made(), rebooted=True),
            dataclasses.replace(NOW, static_changed=("performance_schema",)),
            [],
        ),
        (
            made(settings={"parameter_group": "default.mysql8.4"}),
            NOW,
            [
                modify(
                    "settings",
                    {"parameter_group": "default.mysql8.4"},
                    {"parameter_group": "map-test-mysql8-4"},
                    False,
                ),
                update("reboot", "pending-reboot", "in-sync", "reboot_instance", "reboot"),
            ],
        ),
    ],
)
def test_instance(actual: Actual, wanted: Wanted, changes: list[Change]) -> None:
    assert plan(actual, wanted) == changes


def test_a_new_database() -> None:
    changes = plan(Actual(), WANTED)
    assert [(change.action, change.target) for change in changes] == [
        ("create", f"subnet group {NAME}"),
        ("create", f"security group {NAME}"),
        ("create", f"security group {NAME}: tcp 3306 from 198.51.100.0/24"),
        ("create", f"security group {NAME}: tcp 3306 from map-test-host"),
        ("create", f"database instance {NAME}"),
    ]
    assert changes[-1].call.kwargs["settings"] == SETTINGS


def rule(action: t.Any, method: str, rule: network.Rule, text: str, impact: t.Any = "none") -> Change:
    before, after = (None, text) if action == "create" else (text, None)
    call = Call(method, {"name": NAME, "rule": rule})
    return Change("ec2", action, f"security group {NAME}: {text}", before, after, call, impact)


EVERYTHING = network.Rule("sg-9", "-1", -1, -1)
SSH = network.Rule("0.0.0.0/0", "tcp", 22, 23)


@pytest.mark.parametrize(
    ("found", "changes"),
    [
        (RULES, []),
        (
            RULES - {network.Rule("map-test-host")},
            [rule("create", "admit", network.Rule("map-test-host"), "tcp 3306 from map-test-host")],
        ),
        (
            RULES | {EVERYTHING, SSH},
            [
                rule("remove", "refuse", SSH, "tcp 22-23 from 0.0.0.0/0", "sessions"),
                rule("remove", "refuse", EVERYTHING, "everything from sg-9", "sessions"),
            ],
        ),
    ],
)
def test_who_is_let_in(found: frozenset[network.Rule], changes: list[Change]) -> None:
    actual = dataclasses.replace(NETWORK, security_group=network.SecurityGroup(found, TAGS))
    assert network.plan(actual, WANTED.network) == changes


def test_networks_are_compared_as_aws_writes_them() -> None:
    wanted = dataclasses.replace(WANTED.network, admitted=("map-test-host", "198.51.100.77/24"))
    assert network.plan(NETWORK, wanted) == []


@pytest.mark.parametrize(
    ("actual", "wanted", "problem"),
    [
        (made(encrypted=False), WANTED, "is not encrypted, which can't be changed"),
        (made(subnet_group="default"), WANTED, "is in the subnet group 'default'"),
        (made(engine_version="8.0.43"), WANTED, "runs mysql 8.0.43, and MySQL 8.4 is wanted"),
        (made(engine="mariadb"), WANTED, "runs mariadb 8.4.6"),
        (made(master_user="admin"), WANTED, "Set map_database_master_user to 'admin'."),
        (made(settings={"storage_gb": 95}), WANTED, "Choose 105 or more, or 95 to leave it."),
        (made(status="stopped"), WANTED, "is stopped. Start it"),
        (made(status="failed"), WANTED, "is failed. Restore it"),
        (Actual(), dataclasses.replace(WANTED, name="Lab-DB"), "The instance name 'Lab-DB' can't be used"),
        (Actual(), dataclasses.replace(WANTED, master_user="rdsadmin"), "'rdsadmin', which is reserved"),
        (Actual(), dataclasses.replace(WANTED, master_user="map_master"), "'map_master', which RDS refuses"),
        (Actual(network.Actual(choice=frozenset())), WANTED, "has no default VPC in this region"),
    ],
)
def test_what_cant_be_met(actual: Actual, wanted: Wanted, problem: str) -> None:
    with pytest.raises(MapError) as error:
        plan(actual, wanted)
    assert problem in str(error.value)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("1234567", False),
        ("12345678", True),
        ("x" * 41, True),
        ("x" * 42, False),
        ("with/slash", False),
        ("with@sign.", False),
        ('with"quote', False),
        ("with blank", False),
        ("with\u00e4umlaut", False),
        ("it's\\`$p#%;{}", True),
    ],
)
def test_master_passwords(password: str, good: bool) -> None:
    found = password_problem(password)
    assert (found == []) is good
    assert password not in "".join(found)


@pytest.mark.parametrize(
    ("actual", "waiting", "reboot", "said"),
    [
        (made(), {}, False, []),
        (made(), {}, True, ["only after a reboot"]),
        (made(), XLARGE, False, ["next maintenance window: instance_class db.m6g.xlarge"]),
        (made(status="storage-full"), {}, False, ["It stands still until database_allocated_storage_gb is larger"]),
        (made(engine_version="8.4.3"), {}, False, ["runs MySQL 8.4.3, and 8.4.5 is asked for"]),
    ],
)
def test_notes(actual: Actual, waiting: dict[str, t.Any], reboot: bool, said: list[str]) -> None:
    wanted = dataclasses.replace(WANTED, engine_version="8.4.5")
    found = list(notes(actual, wanted, waiting=waiting, reboot=reboot))
    assert len(found) == len(said)
    assert all(part in note for part, note in zip(said, found, strict=True))


def test_a_small_class_is_noted() -> None:
    small = dataclasses.replace(WANTED, settings={**SETTINGS, "instance_class": "db.t4g.medium"})
    (note,) = notes(Actual(), small, waiting={}, reboot=False)
    assert "less than 8 GiB of memory" in note
