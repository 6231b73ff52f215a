"""Buckets as a table: what is wanted beside what is there, and the changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.s3_buckets import (
    ENCRYPTION,
    LIFECYCLE_RULE,
    OWNERSHIP,
    PUBLIC_ACCESS_BLOCK,
    TLS_STATEMENT,
    Bucket,
    Wanted,
    plan,
)

TAGS = {"map:environment": "test"}
WANTED = Wanted("b", versioning=True, noncurrent_days=30, deny_insecure_transport=True, tags=TAGS)
TLS = {
    "Sid": TLS_STATEMENT,
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
OTHER = {"Sid": "theirs", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x"}
RULE = {
    "ID": LIFECYCLE_RULE,
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
THEIRS = {"ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "x"}, "Expiration": {"Days": 1}}
THERE = Bucket("Enabled", ENCRYPTION, PUBLIC_ACCESS_BLOCK, OWNERSHIP, [TLS], [RULE], TAGS)


def targets(bucket: Bucket | None, wanted: Wanted = WANTED) -> list[tuple[str, str]]:
    return [(change.action, change.target) for change in plan({"b": bucket}, [wanted])]


def with_(**fields: t.Any) -> Bucket:
    return dataclasses.replace(THERE, **fields)


def test_nothing_there() -> None:
    parts = ["versioning", "encryption", "public access block", "ownership", "policy", "lifecycle", "tags"]
    assert targets(None) == [("create", "bucket b"), *[("update", f"bucket b: {part}") for part in parts]]


@pytest.mark.parametrize(
    ("bucket", "wanted"),
    [
        (THERE, WANTED),
        (with_(statements=[OTHER, TLS], lifecycle_rules=[THEIRS, RULE], tags={**TAGS, "theirs": "x"}), WANTED),
        (with_(statements=[{**TLS, "Principal": {"AWS": "*"}, "Resource": TLS["Resource"][::-1]}]), WANTED),
        (
            with_(statements=[{**TLS, "Action": ["s3:*"], "Condition": {"Bool": {"aws:SecureTransport": [False]}}}]),
            WANTED,
        ),
        (with_(versioning=None), dataclasses.replace(WANTED, versioning=False)),
        (with_(statements=[]), dataclasses.replace(WANTED, deny_insecure_transport=False)),
    ],
    ids=[
        "as wanted",
        "what others made stays",
        "as AWS spells it",
        "as AWS spells it, lists",
        "never versioned",
        "http",
    ],
)
def test_nothing_to_do(bucket: Bucket, wanted: Wanted) -> None:
    assert targets(bucket, wanted) == []


@pytest.mark.parametrize(
    ("bucket", "part"),
    [
        (with_(versioning="Suspended"), "versioning"),
        (with_(encryption="aws:kms"), "encryption"),
        (with_(public_access_block={**PUBLIC_ACCESS_BLOCK, "BlockPublicAcls": False}), "public access block"),
        (with_(ownership="ObjectWriter"), "ownership"),
        (with_(statements=[OTHER]), "policy"),
        (with_(lifecycle_rules=[{**RULE, "Status": "Disabled"}]), "lifecycle"),
        (with_(tags={}), "tags"),
    ],
)
def test_one_difference_is_one_change(bucket: Bucket, part: str) -> None:
    assert targets(bucket) == [("update", f"bucket b: {part}")]


def test_what_others_made_is_kept_when_ours_is_mended() -> None:
    found = with_(statements=[OTHER], lifecycle_rules=[THEIRS], tags={"theirs": "x"})
    policy, lifecycle, tags = plan({"b": found}, [WANTED])
    assert [rule["Sid"] for rule in policy.after] == ["theirs", TLS_STATEMENT]
    assert lifecycle.after == [THEIRS, RULE]
    assert tags.after == {"theirs": "x", **TAGS}


def test_another_environments_bucket_is_refused_before_any_change() -> None:
    with pytest.raises(MapError, match="The bucket b belongs to the environment 'production'"):
        plan(
            {"a": None, "b": with_(tags={"map:environment": "production"})},
            [dataclasses.replace(WANTED, name="a"), WANTED],
        )
