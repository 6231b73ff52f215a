"""Reads and sets the buckets of one environment."""

from __future__ import annotations

import functools
import json
import typing as t

from ..plan import MapError
from ..plans.s3_buckets import Bucket
from .aws import Aws

# What S3 answers where a setting was never made.
NOT_SET = {
    "NoSuchBucket",
    "ServerSideEncryptionConfigurationNotFoundError",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchTagSet",
}


class Client:
    """The buckets of one account. Its methods are the calls of plans/s3_buckets.py."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, names: t.Iterable[str]) -> dict[str, Bucket | None]:
        """name -> Bucket, or None where there is none; one round trip for all."""
        names = list(names)
        owned = {bucket["Name"] for bucket in self._aws.pages("s3", "list_buckets", "Buckets")}
        reads = [functools.partial(self._read_part, name, part) for name in names if name in owned for part in _PARTS]
        answers = iter(self._aws.together(*reads))
        return {name: _bucket([next(answers) for __ in _PARTS]) if name in owned else None for name in names}

    def create_bucket(self, name: str) -> None:
        """Make an empty bucket; one that this account already owns is as good."""
        where: dict[str, t.Any] = {}
        if self._aws.region != "us-east-1":
            where = {"CreateBucketConfiguration": {"LocationConstraint": self._aws.region}}
        try:
            self._aws.call("s3", "create_bucket", absent={"BucketAlreadyOwnedByYou"}, Bucket=name, **where)
        except MapError as error:
            if "BucketAlreadyExists" in str(error):
                raise MapError(
                    f"The bucket name '{name}' is taken by another AWS account. "
                    "Choose another in map_report_bucket or map_archive_bucket."
                ) from error
            raise

    def put_versioning(self, name: str, status: str) -> None:
        self._put(name, "put_bucket_versioning", VersioningConfiguration={"Status": status})

    def put_encryption(self, name: str, algorithm: str) -> None:
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}, "BucketKeyEnabled": False}
        self._put(name, "put_bucket_encryption", ServerSideEncryptionConfiguration={"Rules": [rule]})

    def put_public_access_block(self, name: str, block: dict[str, bool]) -> None:
        self._put(name, "put_public_access_block", PublicAccessBlockConfiguration=block)

    def put_ownership(self, name: str, ownership: str) -> None:
        self._put(name, "put_bucket_ownership_controls", OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})

    def put_policy(self, name: str, statements: list[dict[str, t.Any]]) -> None:
        """Set the whole policy; no statements means no policy."""
        if statements:
            policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
            self._put(name, "put_bucket_policy", Policy=policy)
        else:
            self._put(name, "delete_bucket_policy")

    def put_lifecycle(self, name: str, rules: list[dict[str, t.Any]]) -> None:
        self._put(name, "put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": rules})

    def put_tags(self, name: str, tags: dict[str, str]) -> None:
        self._put(name, "put_bucket_tagging", Tagging={"TagSet": [{"Key": k, "Value": v} for k, v in tags.items()]})

    def _put(self, name: str, operation: str, **arguments: t.Any) -> None:
        where = {"Bucket": name, "ExpectedBucketOwner": self._aws.account_id}
        self._aws.call_new("s3", operation, **where, **arguments)

    def _read_part(self, name: str, operation: str) -> dict[str, t.Any]:
        owner = self._aws.account_id
        answer = self._aws.call("s3", operation, absent=NOT_SET, Bucket=name, ExpectedBucketOwner=owner)
        return t.cast("dict[str, t.Any]", answer or {})


_PARTS = (
    "get_bucket_versioning",
    "get_bucket_encryption",
    "get_public_access_block",
    "get_bucket_ownership_controls",
    "get_bucket_policy",
    "get_bucket_lifecycle_configuration",
    "get_bucket_tagging",
)


def _bucket(answers: list[dict[str, t.Any]]) -> Bucket:
    versioning, encryption, block, ownership, policy, lifecycle, tags = answers
    encryption_rules = encryption.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    ownership_rules = ownership.get("OwnershipControls", {}).get("Rules", [])
    return Bucket(
        versioning=versioning.get("Status"),
        encryption=_first(encryption_rules).get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm"),
        public_access_block=block.get("PublicAccessBlockConfiguration", {}),
        ownership=_first(ownership_rules).get("ObjectOwnership"),
        statements=_listed(json.loads(policy.get("Policy", "{}")).get("Statement", [])),
        lifecycle_rules=lifecycle.get("Rules", []),
        tags={tag["Key"]: tag["Value"] for tag in tags.get("TagSet", [])},
    )


def _first(items: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    return items[0] if items else {}


def _listed(statement: t.Any) -> list[dict[str, t.Any]]:
    return t.cast("list[dict[str, t.Any]]", statement if isinstance(statement, list) else [statement])
