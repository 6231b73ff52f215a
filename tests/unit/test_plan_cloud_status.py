"""What is made of AWS's answers: parts that are there, that aren't, and that couldn't be read."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.cloud_status import Bucket, Found, Key, facts, unread
from ansible_collections.mesoscale.map.plugins.module_utils.plans.ec2_types import Actual, Address, Instance
from ansible_collections.mesoscale.map.plugins.module_utils.specs.cloud_status import _host

NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
DENIED = MapError("AWS refused rds DescribeDBInstances: AccessDenied. Give your AWS user the right to do this.")
HOST = _host({"aws": {"environment": "test"}})
INSTANCE = Instance("i-1", "running", "m6a.2xlarge", "us-east-1a", "ami-1", None, {}, (), None, True, {})
RDS = {
    "DBInstanceClass": "db.m6g.large",
    "DBInstanceStatus": "available",
    "EngineVersion": "8.4.5",
    "AllocatedStorage": 100,
    "DBParameterGroups": [{"DBParameterGroupName": "map-test-mysql8-4", "ParameterApplyStatus": "pending-reboot"}],
    "PendingModifiedValues": {"DBInstanceClass": "db.m6g.xlarge", "MasterUserPassword": "****"},
    "Endpoint": {"Address": "database.example.org", "Port": 3306},
}
KEY = Key("AKIA1", "Active", NOW - datetime.timedelta(days=12, hours=5))
ALL = Found(
    instance=RDS,
    host=Actual((INSTANCE,), addresses=(Address("203.0.113.7", "i-1", {}),)),
    buckets={"map-report": Bucket("Enabled", 2000, 1 << 30, True)},
    keys={"worker": [KEY]},
    stored=frozenset({"/map/test/s3/worker"}),
    now=NOW,
)


def part(name: str, **changed: t.Any) -> dict[str, t.Any]:
    found = facts(dataclasses.replace(ALL, **changed), "map-test-database", HOST, {"worker": "/map/test/s3/worker"})
    return t.cast("dict[str, t.Any]", found[name])


def test_an_instance_that_is_there() -> None:
    assert part("database_instance") == {
        "exists": True,
        "identifier": "map-test-database",
        "class": "db.m6g.large",
        "status": "available",
        "engine_version": "8.4.5",
        "allocated_gib": 100,
        "most_gib": None,
        "multi_az": False,
        "parameter_group": "map-test-mysql8-4",
        "parameter_status": "pending-reboot",
        "pending_reboot": True,
        "pending": {"DBInstanceClass": "db.m6g.xlarge"},
        "address": "database.example.org",
        "port": 3306,
        "problem": "",
    }


def test_the_rest_that_is_there() -> None:
    assert part("host") == {
        "exists": True,
        "name": "map-test-host",
        "instance_id": "i-1",
        "type": "m6a.2xlarge",
        "state": "running",
        "zone": "us-east-1a",
        "image_id": "ami-1",
        "address": "203.0.113.7",
        "problem": "",
    }
    bucket = {"exists": True, "versioning": "Enabled", "objects": 2000, "bytes": 1 << 30, "more": True, "problem": ""}
    assert part("buckets") == {"buckets": {"map-report": bucket}, "problem": ""}
    key = {"exists": True, "key_id": "AKIA1", "state": "Active", "age_days": 12, "stored": True, "problem": ""}
    assert part("store_keys") == {"keys": {"worker": key}, "problem": ""}


@pytest.mark.parametrize(
    ("name", "changed", "problem"),
    [
        ("database_instance", {"instance": None}, "AWS has no database instance 'map-test-database'."),
        ("host", {"host": Actual()}, "AWS has no 'map-test-host'."),
        ("host", {"host": Actual((INSTANCE,))}, "has no fixed address"),
        ("host", {"host": Actual((INSTANCE, dataclasses.replace(INSTANCE, id="i-2")))}, "several instances"),
    ],
)
def test_what_is_not_there(name: str, changed: dict[str, t.Any], problem: str) -> None:
    assert problem in part(name, **changed)["problem"]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"keys": {"worker": []}}, {"exists": False, "stored": True, "problem": "'worker' has no access key."}),
        ({"keys": {"worker": [KEY, KEY]}}, {"problem": "'worker' has 2 access keys, and one is known."}),
        ({"keys": {"worker": [dataclasses.replace(KEY, state="Inactive")]}}, {"problem": "is switched off."}),
        ({"stored": frozenset()}, {"stored": False, "problem": "is not in the parameter store."}),
        ({"stored": DENIED}, {"stored": None, "problem": ""}),
        ({"keys": {"worker": DENIED}}, {"exists": None, "problem": str(DENIED)}),
    ],
)
def test_keys(changed: dict[str, t.Any], key: dict[str, t.Any]) -> None:
    (found,) = part("store_keys", **changed)["keys"].values()
    assert {name: found[name] for name in key if name != "problem"} | {"problem": key["problem"]} == key
    assert key["problem"] in found["problem"]


def test_a_part_that_cannot_be_read_leaves_the_others_whole() -> None:
    assert part("database_instance", instance=DENIED)["problem"] == str(DENIED)
    assert part("host", instance=DENIED) == part("host")
    assert part("host", host=DENIED) == {"exists": None, "name": "map-test-host", "address": "", "problem": str(DENIED)}
    buckets = part("buckets", buckets={"one": DENIED, "two": None})["buckets"]
    assert [(found["exists"], found["problem"][:10]) for found in buckets.values()] == [
        (None, "AWS refuse"),
        (False, "AWS has no"),
    ]


def test_an_account_that_cannot_be_asked_has_the_same_parts() -> None:
    found = facts(ALL, "map-test-database", HOST, {"worker": ""})
    assert set(unread("why")) == set(found)
    assert {name: said["problem"] for name, said in unread("why").items()} == dict.fromkeys(found, "why")
