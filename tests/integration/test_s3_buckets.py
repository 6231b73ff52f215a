"""The buckets in an AWS that spells and refuses as AWS does."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.specs import s3_buckets

from .aws_server import World, targets, world

__all__ = ["world"]

NAMES = ["map-test-report", "map-test-archive"]
REPORT = {"Bucket": NAMES[0]}


def run(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(s3_buckets, check, **{"names": NAMES, **params})


def test_the_law_and_the_budget(world: World) -> None:
    world.law(run)
    assert len(world.count(lambda: run(world, check=True))) <= 16
    again = run(world)
    assert (again["changed"], again["plan"], world.writes) == (False, [], [])


def wide_policy() -> str:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{NAMES[0]}/x"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


DRIFT: dict[str, t.Callable[[t.Any], t.Any]] = {
    "versioning": lambda s3: s3.put_bucket_versioning(**REPORT, VersioningConfiguration={"Status": "Suspended"}),
    "public access block": lambda s3: s3.delete_public_access_block(**REPORT),
    "ownership": lambda s3: s3.delete_bucket_ownership_controls(**REPORT),
    "policy": lambda s3: s3.put_bucket_policy(**REPORT, Policy=wide_policy()),
    "lifecycle": lambda s3: s3.delete_bucket_lifecycle(**REPORT),
    "tags": lambda s3: s3.delete_bucket_tagging(**REPORT),
}


@pytest.mark.parametrize("part", DRIFT)
def test_a_change_by_hand_is_found_and_mended(world: World, part: str) -> None:
    """With the policy on, the emulator refuses objects over HTTP, so it is on only where it is looked at."""
    deny = {"deny_insecure_transport": part == "policy"}
    s3 = world.boto("s3")
    s3.create_bucket(**REPORT)
    s3.put_object(**REPORT, Key="a", Body=b"x")
    run(world, **deny)
    DRIFT[part](s3)
    checked = run(world, check=True, **deny)
    assert targets(checked) == [("update", f"bucket {NAMES[0]}: {part}")]
    world.server.recorder.reset()
    assert run(world, **deny)["plan"] == checked["plan"]
    assert len(world.writes) == 1
    assert run(world, **deny)["plan"] == []
    assert [item["Key"] for item in s3.list_objects_v2(**REPORT)["Contents"]] == ["a"]
