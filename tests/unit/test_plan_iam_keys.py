"""Users and keys as tables: what is wanted beside what is there, and the changes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.iam_keys import (
    Actual,
    Parameter,
    Store,
    User,
    plan,
    prefix,
    wanted_users,
)

STORES = {"report": Store("rep", "report/v2"), "archive": Store("arc", "/cluster_archive")}
(WEBGUI,) = wanted_users("test", STORES, ["webgui"])
BUCKET = ["s3:ListBucket", "s3:GetBucketLocation"]
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": BUCKET, "Resource": "arn:aws:s3:::rep"},
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::rep/report/v2/*"},
    ],
}
AS_AWS_WRITES_IT = {
    "Statement": [
        {"Resource": ["arn:aws:s3:::rep/report/v2/*"], "Action": "s3:GetObject", "Effect": "Allow"},
        {"Resource": ["arn:aws:s3:::rep"], "Action": BUCKET[::-1], "Effect": "Allow"},
    ],
    "Version": "2012-10-17",
}
NAME = "/map/test/s3/webgui"
KEPT = {"id": UNKNOWN, "status": "Active", "kept in": NAME}
MAKE = ("make_key", {"user": "map-test-webgui", "parameter": NAME})

Row = tuple[str, str, t.Any, t.Any, tuple[str, dict[str, t.Any]]]


def rows(actual: Actual) -> list[Row]:
    return [(c.action, c.target, c.before, c.after, (c.call.method, c.call.kwargs)) for c in plan(actual, [WEBGUI])]


def world(keys: dict[str, str], stored: str | None = None, **user: t.Any) -> Actual:
    found = User(**{"policies": {"map-stores": POLICY}, **user, "keys": keys})
    return Actual({"map-test-webgui": found}, {NAME: Parameter(stored)} if stored else {})


def created() -> Row:
    return ("create", "user map-test-webgui: access key", None, KEPT, MAKE)


def replaced(key: str, status: str) -> Row:
    return ("update", "user map-test-webgui: access key", {"id": key, "status": status}, KEPT, MAKE)


def removed(key: str, status: str = "Active") -> Row:
    call = ("remove_key", {"user": "map-test-webgui", "key": key})
    return ("remove", f"user map-test-webgui: access key {key}", {"id": key, "status": status}, None, call)


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        (world({"A": "Active"}, "A"), []),
        (world({"A": "Active"}), [removed("A"), created()]),
        (world({}), [created()]),
        (world({"A": "Active", "B": "Active"}, "B"), [removed("A")]),
        (world({"A": "Inactive", "B": "Active"}, "B"), [removed("A", "Inactive")]),
        (world({"A": "Active", "B": "Active"}), [removed("A"), removed("B"), created()]),
        (world({"A": "Active"}, "gone"), [removed("A"), replaced("gone", "gone")]),
        (world({}, "gone"), [replaced("gone", "gone")]),
        (world({"A": "Inactive"}, "A"), [replaced("A", "Inactive"), removed("A", "Inactive")]),
        (
            world({"A": "Inactive", "B": "Active"}, "A"),
            [removed("B"), replaced("A", "Inactive"), removed("A", "Inactive")],
        ),
    ],
    ids=[
        "as wanted",
        "broken off between making and storing",
        "no key",
        "a stranger's key",
        "a stranger's key, switched off",
        "two keys, none stored",
        "the stored key is gone and a stranger's is there",
        "the stored key is gone",
        "the stored key is switched off",
        "the stored key is switched off and a stranger's is there",
    ],
)
def test_exactly_one_active_key_that_is_stored(actual: Actual, changes: list[Row]) -> None:
    assert rows(actual) == changes


def test_a_parameter_that_is_no_key_counts_as_none() -> None:
    broken = Actual(world({"A": "Active"}).users, {NAME: Parameter(None)})
    assert rows(broken) == [removed("A"), created()]


def test_a_parameter_of_another_consumer_is_left_alone() -> None:
    actual = world({"A": "Active"}, "A")
    actual.parameters["/map/test/s3/other"] = Parameter("B")
    assert rows(actual) == []


def test_a_parameter_in_the_open_is_refused() -> None:
    actual = Actual(world({"A": "Active"}).users, {NAME: Parameter("A", secure=False)})
    with pytest.raises(MapError, match=r"The parameter /map/test/s3/webgui is not a SecureString.*Delete it"):
        plan(actual, [WEBGUI])


def test_nothing_there() -> None:
    assert rows(Actual()) == [
        (
            "create",
            "user map-test-webgui",
            None,
            {"name": "map-test-webgui"},
            ("create_user", {"user": "map-test-webgui"}),
        ),
        (
            "create",
            "user map-test-webgui: policy map-stores",
            None,
            POLICY,
            ("put_policy", {"user": "map-test-webgui", "document": POLICY}),
        ),
        created(),
    ]


def test_a_policy_in_aws_spelling_is_the_same() -> None:
    assert rows(world({"A": "Active"}, "A", policies={"map-stores": AS_AWS_WRITES_IT})) == []


@pytest.mark.parametrize(
    ("user", "target", "method", "name"),
    [
        ({"policies": {"map-stores": POLICY, "x": AS_AWS_WRITES_IT}}, "policy x", "delete_policy", "x"),
        ({"attached": ("arn:1",)}, "attached policy arn:1", "detach_policy", "arn:1"),
        ({"groups": ("admins",)}, "group admins", "leave_group", "admins"),
    ],
)
def test_other_rights_are_taken_away(user: dict[str, t.Any], target: str, method: str, name: str) -> None:
    ((action, found, before, after, call),) = rows(world({"A": "Active"}, "A", **user))
    assert (action, found, after) == ("remove", f"user map-test-webgui: {target}", None)
    assert before is not None
    assert call == (method, {"user": "map-test-webgui", "name": name})


def test_a_changed_policy_is_put_back() -> None:
    wide = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    ((action, target, before, after, _),) = rows(world({"A": "Active"}, "A", policies={"map-stores": wide}))
    assert (action, target, before, after) == ("update", "user map-test-webgui: policy map-stores", wide, POLICY)


@pytest.mark.parametrize(
    ("consumer", "rights"),
    [
        (
            "worker",
            {
                "arn:aws:s3:::rep/report/v2/*": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                "arn:aws:s3:::arc/cluster_archive/*": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            },
        ),
        ("webgui", {"arn:aws:s3:::rep/report/v2/*": ["s3:GetObject"]}),
        (
            "reader",
            {
                "arn:aws:s3:::rep/report/v2/*": ["s3:GetObject"],
                "arn:aws:s3:::arc/cluster_archive/*": ["s3:GetObject"],
            },
        ),
    ],
)
def test_who_may_do_what_with_objects(consumer: str, rights: dict[str, list[str]]) -> None:
    (wanted,) = wanted_users("test", STORES, [consumer])
    statements = [rule for rule in wanted.policy["Statement"] if rule["Resource"].endswith("*")]
    assert {rule["Resource"]: rule["Action"] for rule in statements} == rights


@pytest.mark.parametrize(
    ("location", "expected"),
    [("report/v2", "report/v2"), ("/cluster_archive", "cluster_archive"), ("a//b/./c/", "a/b/c"), ("", ""), ("/", "")],
)
def test_the_prefix_is_what_datajoint_makes_of_a_location(location: str, expected: str) -> None:
    assert prefix(location) == expected
