"""The stores' users, keys and rights, and what their keys open."""

from __future__ import annotations

import collections.abc
import json
import typing as t

import botocore.exceptions
import pytest
from moto import settings

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import iam_keys

from .aws_server import World, targets, world

__all__ = ["world"]

WANTED = {
    "report_bucket": "map-test-report",
    "report_location": "report/v2",
    "archive_bucket": "map-test-archive",
    "archive_location": "/cluster_archive",
}
USER = "map-test-worker"
PARAMETER = "/map/test/s3/worker"


def run(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(iam_keys, check, **{**WANTED, **params})


def keys(world: World) -> dict[str, dict[str, str]]:
    return t.cast("dict[str, dict[str, str]]", run(world, state="read")["access_keys"])


def test_the_law_and_the_budget(world: World) -> None:
    checked, applied = world.law(run)
    assert set(checked["key_ids"].values()) == {UNKNOWN}
    requests = world.count(lambda: run(world, check=True))
    assert len(requests) <= 6
    again = run(world)
    assert (again["changed"], again["plan"], world.writes) == (False, [], [])
    assert again["key_ids"] == applied["key_ids"] == {who: key["access_key_id"] for who, key in keys(world).items()}


def test_only_read_gives_secrets_and_they_are_kept_encrypted(world: World) -> None:
    applied = run(world)
    requests = world.count(lambda: keys(world))
    assert requests == ["sts GetCallerIdentity", "ssm GetParametersByPath"]
    for who, key in keys(world).items():
        assert key["secret_access_key"] not in json.dumps(applied)
        (parameter,) = world.boto("ssm").get_parameters(Names=[f"/map/test/s3/{who}"], WithDecryption=True)[
            "Parameters"
        ]
        assert (parameter["Type"], json.loads(parameter["Value"])) == ("SecureString", key)
    assert list(run(world, state="read", consumers=["webgui"])["access_keys"]) == ["webgui"]


def test_reading_what_is_not_there(world: World) -> None:
    with pytest.raises(MapError, match=r"no access key under /map/test/s3/worker, .*Make it with"):
        keys(world)
    assert (
        run(world, check=True, state="read", assume_empty=True)["access_keys"]["worker"]["secret_access_key"] == UNKNOWN
    )


def broken_off(world: World) -> None:
    world.boto("ssm").delete_parameter(Name=PARAMETER)


def stranger(world: World) -> None:
    world.boto("iam").create_access_key(UserName=USER)


def switched_off(world: World) -> None:
    iam = world.boto("iam")
    (key,) = iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]
    iam.update_access_key(UserName=USER, AccessKeyId=key["AccessKeyId"], Status="Inactive")


def gone(world: World) -> None:
    iam = world.boto("iam")
    (key,) = iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]
    iam.delete_access_key(UserName=USER, AccessKeyId=key["AccessKeyId"])


def garbled(world: World) -> None:
    world.boto("ssm").put_parameter(Name=PARAMETER, Value="not a key", Type="SecureString", Overwrite=True)


def wider(world: World) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
    world.boto("iam").put_user_policy(UserName=USER, PolicyName="map-stores", PolicyDocument=text)


def attached(world: World) -> None:
    policy = "arn:aws:iam::aws:policy/AdministratorAccess"
    world.boto("iam").attach_user_policy(UserName=USER, PolicyArn=policy)


def grouped(world: World) -> None:
    world.boto("iam").create_group(GroupName="admins")
    world.boto("iam").add_user_to_group(GroupName="admins", UserName=USER)


NEW_KEY = f"user {USER}: access key"


@pytest.mark.parametrize(
    ("drift", "expected"),
    [
        (broken_off, [("remove", f"{NEW_KEY} <id>"), ("create", NEW_KEY)]),
        (stranger, [("remove", f"{NEW_KEY} <id>")]),
        (switched_off, [("update", NEW_KEY), ("remove", f"{NEW_KEY} <id>")]),
        (gone, [("update", NEW_KEY)]),
        (garbled, [("remove", f"{NEW_KEY} <id>"), ("create", NEW_KEY)]),
        (wider, [("update", f"user {USER}: policy map-stores")]),
        (attached, [("remove", f"user {USER}: attached policy arn:aws:iam::aws:policy/AdministratorAccess")]),
        (grouped, [("remove", f"user {USER}: group admins")]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_change_by_hand_is_found_and_mended(world: World, drift: t.Any, expected: list[tuple[str, str]]) -> None:
    before = run(world)
    drift(world)
    checked = run(world, check=True)
    found = [(action, f"{NEW_KEY} <id>" if "key AKIA" in target else target) for action, target in targets(checked)]
    assert found == expected
    assert run(world)["plan"] == checked["plan"]
    after = run(world)
    assert after["plan"] == []
    others = {who: key for who, key in after["key_ids"].items() if who != "worker"}
    assert others == {who: key for who, key in before["key_ids"].items() if who != "worker"}
    active = world.boto("iam").list_access_keys(UserName=USER)["AccessKeyMetadata"]
    assert [(key["AccessKeyId"], key["Status"]) for key in active] == [(after["key_ids"]["worker"], "Active")]


@pytest.fixture
def stores(world: World) -> collections.abc.Iterator[World]:
    """Both buckets with an object in and beside the folder, and an AWS that asks what a key may do."""
    s3 = world.boto("s3")
    for bucket, folder in (("map-test-report", "report/v2"), ("map-test-archive", "cluster_archive")):
        s3.create_bucket(Bucket=bucket)
        for name in (f"{folder}/a", "elsewhere/a"):
            s3.put_object(Bucket=bucket, Key=name, Body=b"x")
    run(world)
    stored = keys(world)
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    world.stored = stored
    yield world
    patch.undo()


REPORT, ARCHIVE = ("map-test-report", "report/v2"), ("map-test-archive", "cluster_archive")
ACTIONS: dict[str, t.Callable[[t.Any, str, str], t.Any]] = {
    "locate": lambda s3, bucket, _: s3.get_bucket_location(Bucket=bucket),
    "list": lambda s3, bucket, _: s3.list_objects_v2(Bucket=bucket),
    "read": lambda s3, bucket, folder: s3.get_object(Bucket=bucket, Key=f"{folder}/a"),
    "write": lambda s3, bucket, folder: s3.put_object(Bucket=bucket, Key=f"{folder}/b", Body=b"y"),
    "delete": lambda s3, bucket, folder: s3.delete_object(Bucket=bucket, Key=f"{folder}/a"),
    "read beside": lambda s3, bucket, _: s3.get_object(Bucket=bucket, Key="elsewhere/a"),
    "write beside": lambda s3, bucket, _: s3.put_object(Bucket=bucket, Key="elsewhere/b", Body=b"y"),
    "delete the bucket": lambda s3, bucket, _: s3.delete_bucket(Bucket=bucket),
    "open the bucket": lambda s3, bucket, _: s3.delete_public_access_block(Bucket=bucket),
}
SEE = ["locate", "list"]
MAY: dict[tuple[str, tuple[str, str]], list[str]] = {
    ("worker", REPORT): [*SEE, "read", "write", "delete"],
    ("worker", ARCHIVE): [*SEE, "read", "write", "delete"],
    ("webgui", REPORT): [*SEE, "read"],
    ("webgui", ARCHIVE): [],
    ("reader", REPORT): [*SEE, "read"],
    ("reader", ARCHIVE): [*SEE, "read"],
}


@pytest.mark.parametrize("store", [REPORT, ARCHIVE], ids=["report", "archive"])
@pytest.mark.parametrize("action", ACTIONS)
def test_each_key_opens_its_store_and_nothing_else(stores: World, store: tuple[str, str], action: str) -> None:
    """Readers first, so that each refusal stands beside the same request of who may, on the same object."""
    allowed, codes = [], set()
    for who in ("webgui", "reader", "worker"):
        try:
            ACTIONS[action](stores.boto("s3", stores.stored[who]), *store)
            allowed.append(who)
        except botocore.exceptions.ClientError as error:
            codes.add(error.response["Error"]["Code"])
    assert codes <= {"AccessDenied", "403"}
    assert allowed == [who for who in ("webgui", "reader", "worker") if action in MAY[who, store]]


def test_a_key_is_for_nothing_but_s3(stores: World) -> None:
    for who in ("webgui", "reader", "worker"):
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            stores.boto("ssm", stores.stored[who]).get_parameters_by_path(Path="/map/test/s3")
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            stores.boto("iam", stores.stored[who]).create_access_key(UserName=USER)
