"""What it takes to make buckets as they are wanted. Never deletes a bucket or an object."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import Call, Change, refuse
from .policies import canonical

ENCRYPTION = "AES256"
OWNERSHIP = "BucketOwnerEnforced"
PUBLIC_ACCESS_BLOCK = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
TLS_STATEMENT = "MapDenyInsecureTransport"
LIFECYCLE_RULE = "map-noncurrent"
OWNER = "map:environment"


@dataclasses.dataclass(frozen=True)
class Wanted:
    """noncurrent_days: how long a replaced or deleted object can be brought back, in days."""

    name: str
    versioning: bool
    noncurrent_days: int
    deny_insecure_transport: bool
    tags: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Bucket:
    """A bucket as S3 describes it; None and empty where a setting was never made."""

    versioning: str | None = None
    encryption: str | None = None
    public_access_block: dict[str, bool] = dataclasses.field(default_factory=dict)
    ownership: str | None = None
    statements: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    lifecycle_rules: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    tags: dict[str, str] = dataclasses.field(default_factory=dict)


def plan(actual: dict[str, Bucket | None], wanted: list[Wanted]) -> list[Change]:
    """All changes for all buckets, in the order in which they are made."""
    refuse(_problems(actual, wanted))
    changes: list[Change] = []
    for bucket in wanted:
        found = actual[bucket.name]
        if found is None:
            after = {"name": bucket.name}
            call = Call("create_bucket", {"name": bucket.name})
            changes.append(Change("s3", "create", f"bucket {bucket.name}", None, after, call))
        changes += _settings(found or Bucket(), bucket)
    return changes


def _problems(actual: dict[str, Bucket | None], wanted: list[Wanted]) -> t.Iterator[str]:
    for bucket in wanted:
        owner = (actual[bucket.name] or Bucket()).tags.get(OWNER)
        if owner and owner != bucket.tags.get(OWNER):
            yield (
                f"The bucket {bucket.name} belongs to the environment '{owner}', as its tag {OWNER} says. "
                "Name another bucket, or take the tag off if it isn't so any more."
            )


def _settings(actual: Bucket, wanted: Wanted) -> list[Change]:
    status = "Enabled" if wanted.versioning else "Suspended"
    never_versioned = actual.versioning is None and not wanted.versioning
    parts = [
        ("versioning", "status", actual.versioning, None if never_versioned else status),
        ("encryption", "algorithm", actual.encryption, ENCRYPTION),
        ("public_access_block", "block", actual.public_access_block, PUBLIC_ACCESS_BLOCK),
        ("ownership", "ownership", actual.ownership, OWNERSHIP),
        ("policy", "statements", *_statements(actual, wanted)),
        ("lifecycle", "rules", *_rules(actual, wanted)),
        ("tags", "tags", actual.tags, {**actual.tags, **wanted.tags}),
    ]
    return [
        Change(
            "s3",
            "update",
            f"bucket {wanted.name}: {part.replace('_', ' ')}",
            before or None,
            after,
            Call(f"put_{part}", {"name": wanted.name, argument: after}),
        )
        for part, argument, before, after in parts
        if before != after
    ]


def _statements(actual: Bucket, wanted: Wanted) -> tuple[list[t.Any], list[t.Any]]:
    """The policy's statements; those that aren't ours stay as they are."""
    arn = f"arn:aws:s3:::{wanted.name}"
    ours = {
        "Sid": TLS_STATEMENT,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    actual_statements = [canonical(statement) for statement in actual.statements]
    others = [statement for statement in actual_statements if statement.get("Sid") != TLS_STATEMENT]
    wanted_statements = [*others, canonical(ours)] if wanted.deny_insecure_transport else others
    if sorted(actual_statements, key=repr) == sorted(wanted_statements, key=repr):
        wanted_statements = actual_statements
    return actual_statements, wanted_statements


def _rules(actual: Bucket, wanted: Wanted) -> tuple[list[t.Any], list[t.Any]]:
    """The lifecycle rules; those that aren't ours stay as they are."""
    ours = {
        "ID": LIFECYCLE_RULE,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": wanted.noncurrent_days},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    others = [rule for rule in actual.lifecycle_rules if rule.get("ID") != LIFECYCLE_RULE]
    wanted_rules = [*others, ours]
    if sorted(actual.lifecycle_rules, key=_rule_id) == sorted(wanted_rules, key=_rule_id):
        wanted_rules = actual.lifecycle_rules
    return actual.lifecycle_rules, wanted_rules


def _rule_id(rule: dict[str, t.Any]) -> str:
    return str(rule.get("ID"))
