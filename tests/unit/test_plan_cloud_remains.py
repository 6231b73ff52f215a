"""cloud_remains: what is removed and in which order, what is kept, what is refused, what is left alone."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.cloud_remains import (
    KINDS,
    Actual,
    Thing,
    final_name,
    notes,
    plan,
)

FINAL = "map-test-final-(known after apply)"
RECORD = {"type": "A", "values": ["203.0.113.7"], "ttl": 300}
HOST = Thing("instance", "map-test-host", "i-1", {"type": "m6a.large", "state": "running", "protected": False})
DISK = Thing("volume", "map-test-data", "vol-1", {"size_gb": 200, "held_by": "i-1"})
ADDRESS = Thing("address", "map-test-host", "eipalloc-1", {"ip": "203.0.113.7", "held_by": "i-1"})
BUCKET = Thing("bucket", "map-test-report", "map-test-report", {"objects": 0})
FACTS = {"status": "available", "protected": False, "backup_days": 14, "storage_gb": 100, "address": "a.example.org"}
DATABASE = Thing("database instance", "map-test-database", "map-test-database", FACTS)
ROLE = Thing("role", "map-test-host", "map-test-host")
A_RECORD = Thing("record", "jupyter.map.example.org A", "Z1", RECORD)


def but(thing: Thing, ours: bool = True, **facts: t.Any) -> Thing:
    """A thing with other facts."""
    return Thing(thing.kind, thing.name, thing.id, {**thing.facts, **facts}, ours)


def planned(*things: Thing) -> list[Change]:
    return plan(Actual(things), "test")


CHANGES: list[tuple[Thing, Call, t.Any]] = [
    (BUCKET, Call("delete_bucket", {"id": "map-test-report"}), None),
    (A_RECORD, Call("delete_record", {"id": "Z1", "name": "jupyter.map.example.org", **RECORD}), None),
    (HOST, Call("terminate_instance", {"id": "i-1"}), None),
    (
        but(DISK, held_by=None),
        Call("delete_volume", {"id": "vol-1", "name": "map-test-data"}),
        {"kept": f"volume snapshot {FINAL}"},
    ),
    (but(ADDRESS, held_by=None), Call("release_address", {"id": "eipalloc-1"}), None),
    (
        DATABASE,
        Call("delete_instance", {"id": "map-test-database", "keep_backups": True}),
        {"kept": f"database snapshot {FINAL} and automated backups"},
    ),
    (
        but(DATABASE, backup_days=0),
        Call("delete_instance", {"id": "map-test-database", "keep_backups": False}),
        {"kept": f"database snapshot {FINAL}"},
    ),
    (but(DATABASE, status="deleting"), Call("wait_until_gone", {"id": "map-test-database"}), None),
    (but(DATABASE, status="deleting", protected=True), Call("wait_until_gone", {"id": "map-test-database"}), None),
    (ROLE, Call("delete_role", {"id": "map-test-host"}), None),
]


@pytest.mark.parametrize(("thing", "call", "after"), CHANGES)
def test_a_thing_is_removed_and_what_holds_data_leaves_a_copy(thing: Thing, call: Call, after: t.Any) -> None:
    (change,) = planned(thing)
    assert (change.action, change.target) == ("remove", f"{thing.kind} {thing.name}")
    assert (change.call, change.before, change.after) == (call, thing.facts or thing.id, after)


def test_nothing_is_planned_where_nothing_is() -> None:
    assert planned() == []


def test_what_may_be_refused_is_first_and_what_others_use_is_last() -> None:
    order = [change.target for change in planned(ROLE, DATABASE, ADDRESS, DISK, HOST, A_RECORD, BUCKET)]
    assert order == [
        "bucket map-test-report",
        "record jupyter.map.example.org A",
        "instance map-test-host",
        "volume map-test-data",
        "address map-test-host",
        "database instance map-test-database",
        "role map-test-host",
    ]
    kinds = list(KINDS)
    assert kinds.index("database instance") < kinds.index("parameter group") < kinds.index("security group")
    assert kinds.index("instance profile") < kinds.index("role")


REFUSED: list[tuple[Thing, str]] = [
    (but(BUCKET, objects=1), "map-test-report holds an object, .*empty it yourself"),
    (but(BUCKET, objects=3), "map-test-report holds 3 objects"),
    (but(BUCKET, objects=1000), "map-test-report holds 1000 or more objects"),
    (but(DATABASE, protected=True), "deletion protection on. Set database_deletion_protection: false"),
    (but(DATABASE, status="failed"), "is failed, and AWS takes no final snapshot"),
    (but(DATABASE, status="inaccessible-encryption-credentials-recoverable"), "AWS takes no final snapshot"),
    (but(HOST, protected=True), "termination protection on. Set host_termination_protection: false"),
    (but(DISK, held_by="i-2"), "volume map-test-data .vol-1. is in use by i-2, which isn't this environment's"),
    (but(ADDRESS, held_by="eni-2"), "address map-test-host .eipalloc-1. is in use by eni-2"),
    (but(HOST, ours=False), "instance map-test-host .i-1. uses what would be removed, but doesn't carry the tag"),
    (but(DATABASE, ours=False), "database instance map-test-database .map-test-database. uses"),
]


@pytest.mark.parametrize(("thing", "match"), REFUSED)
def test_what_would_lose_something_is_refused(thing: Thing, match: str) -> None:
    with pytest.raises(MapError, match=match):
        planned(thing, ROLE)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(MapError) as caught:
        planned(but(BUCKET, objects=2), but(DATABASE, protected=True), but(HOST, protected=True))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (but(BUCKET, ours=False), "The bucket map-test-report doesn't carry the tag map:environment=test"),
        (but(DISK, ours=False), "The volume map-test-data doesn't carry the tag"),
        (but(A_RECORD, ours=False), "The record jupyter.map.example.org A leads to 203.0.113.7, which isn't"),
        (but(A_RECORD, ours=False, values=[]), "leads to what Route 53 works out"),
    ],
)
def test_what_only_looks_like_ours_is_left_alone_and_named(thing: Thing, said: str) -> None:
    assert planned(thing) == []
    (note,) = notes(Actual((thing, ROLE)), "test")
    assert said in note


def test_a_name_of_last_copies() -> None:
    assert final_name("test", "20260801t120000z") == "map-test-final-20260801t120000z"
