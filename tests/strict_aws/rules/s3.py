"""S3: what a new bucket is, which policies are refused, and how they come back."""

from __future__ import annotations

import json
import re
import typing as t

from moto.s3.models import PublicAccessBlock

from ..wire import ACCOUNT, RefusalError, Request
from .base import Rule

ACCOUNT_ID = re.compile(r"\d{12}")
# Conditions that make a statement for everybody not public (S3 guide, "The meaning of public").
FIXED_CONDITIONS = {
    "aws:principalorgid", "aws:sourcearn", "aws:sourceip", "aws:sourceaccount", "aws:sourcevpc", "aws:sourcevpce",
    "aws:principalarn", "aws:principalaccount", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
}  # fmt: skip


class NewBucketDefaults(Rule):
    """A new bucket is encrypted with AES256, blocks public access and has no ACLs (S3 guide, "Default settings for
    new S3 buckets FAQ", since April 2023)."""

    operations = frozenset({"s3 CreateBucket"})

    def __init__(self) -> None:
        self._new: set[str] = set()

    def before(self, request: Request) -> None:
        if request.params["Bucket"] not in request.backend().buckets:
            self._new.add(request.params["Bucket"])

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:  # noqa: ARG002
        if request.params["Bucket"] not in self._new:
            return
        self._new.remove(request.params["Bucket"])
        bucket = request.backend().buckets[request.params["Bucket"]]
        default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": "false"}
        bucket.encryption = {"Rule": default}
        bucket.public_access_block = PublicAccessBlock(True, True, True, True)
        bucket.ownership_rule = request.params.get("ObjectOwnership", "BucketOwnerEnforced")


class NoPublicPolicy(Rule):
    """BlockPublicPolicy refuses a policy that lets everybody in (S3 guide, "Blocking public access")."""

    operations = frozenset({"s3 PutBucketPolicy"})

    def before(self, request: Request) -> None:
        bucket = request.backend().buckets.get(request.params["Bucket"])
        block = bucket and bucket.public_access_block
        statements = json.loads(request.params["Policy"]).get("Statement", [])
        if block and block.block_public_policy and any(_public(one) for one in _listed(statements)):
            raise RefusalError(
                "AccessDenied",
                "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the "
                "BlockPublicPolicy setting in S3 Block Public Access.",
                403,
            )


class PolicySpelling(Rule):
    """A policy comes back in AWS's spelling: a list of one is its element, an account's number is its root's ARN
    (IAM guide, "JSON policy elements: Principal"; hashicorp/terraform-provider-aws#11801)."""

    operations = frozenset({"s3 GetBucketPolicy"})

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:  # noqa: ARG002
        policy = json.loads(answer["Policy"])
        policy["Statement"] = [_spelled(one) for one in _listed(policy.get("Statement", []))]
        answer["Policy"] = json.dumps(policy)


class ExpectedOwner(Rule):
    """A request that expects another owner than the bucket's is refused (S3 guide, "Verifying bucket ownership")."""

    operations = frozenset(
        f"s3 {verb}{what}"
        for verb in ("Get", "Put")
        for what in (
            "BucketEncryption", "BucketLifecycleConfiguration", "BucketOwnershipControls", "BucketPolicy",
            "BucketTagging", "BucketVersioning", "PublicAccessBlock",
        )
    )  # fmt: skip

    def before(self, request: Request) -> None:
        if request.environ.get("HTTP_X_AMZ_EXPECTED_BUCKET_OWNER", ACCOUNT) != ACCOUNT:
            raise RefusalError("AccessDenied", "Access Denied", 403)


def _listed(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def _public(statement: dict[str, t.Any]) -> bool:
    principal = statement.get("Principal")
    everybody = principal == "*" or (isinstance(principal, dict) and "*" in _listed(principal.get("AWS", [])))
    keys = {key.lower() for operator in statement.get("Condition", {}).values() for key in operator}
    return statement.get("Effect") == "Allow" and everybody and not keys & FIXED_CONDITIONS


def _spelled(value: t.Any, key: str = "") -> t.Any:
    if isinstance(value, dict):
        return {name: _spelled(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = [_spelled(item, key) for item in value]
        return items[0] if len(items) == 1 else items
    if key == "AWS" and ACCOUNT_ID.fullmatch(str(value)):
        return f"arn:aws:iam::{value}:root"
    return value
