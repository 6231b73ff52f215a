"""Whom an access key belongs to: what moto's IAM and STS know of it."""

from __future__ import annotations

import dataclasses
import datetime
import os
import typing as t

from moto.iam.access_control import AssumedRoleAccessKey, IAMPolicy, IAMUserAccessKey
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from .policies import holds
from .s3_errors import S3Error

PARTITION = "aws"
TOKEN = "X-Amz-Security-Token"  # noqa: S105  # a header's name


@dataclasses.dataclass(frozen=True)
class Caller:
    """Who asks. statements: of all policies of that user or role, those that hold now."""

    key_id: str
    secret: str
    arn: str
    statements: list[dict[str, t.Any]]


def account() -> str:
    return os.environ["MOTO_ACCOUNT_ID"]


def caller(key_id: str, token: str | None) -> Caller:
    """Whose a key is; refused unless it may be used now."""
    for user in iam_backends[account()][PARTITION].users.values():
        for key in user.access_keys:
            if key.access_key_id == key_id and key.status == "Active":
                if token is not None:
                    raise _invalid_token()
                return _caller(IAMUserAccessKey(account(), PARTITION, key_id, {}))
    for role in sts_backends[account()][PARTITION].assumed_roles:
        if role.access_key_id == key_id:
            if token != role.session_token:
                raise _invalid_token()
            if role.expiration.replace(tzinfo=datetime.UTC) < datetime.datetime.now(datetime.UTC):
                raise S3Error(400, "ExpiredToken", "The provided token has expired.")
            return _caller(AssumedRoleAccessKey(account(), PARTITION, key_id, {TOKEN: token}))
    unknown = "The AWS Access Key Id you provided does not exist in our records."
    raise S3Error(403, "InvalidAccessKeyId", unknown, {"AWSAccessKeyId": key_id})


def _caller(key: t.Any) -> Caller:
    credentials = key.create_credentials()
    documents = [IAMPolicy(policy)._policy_json for policy in key.collect_policies()]
    statements = [
        statement
        for document in documents
        for statement in listed(document["Statement"])
        if holds(statement.get("Condition", {}))
    ]
    return Caller(credentials.access_key, credentials.secret_key, key.arn, statements)


def listed(value: t.Any) -> list[t.Any]:
    """What a policy document may give alone or as a list."""
    return value if isinstance(value, list) else [value]


def _invalid_token() -> S3Error:
    return S3Error(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
