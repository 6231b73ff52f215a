"""What was just made is seen late: AWS is eventually consistent. Each use is refused once, so that tests don't wait."""

from __future__ import annotations

import typing as t

from ..wire import RefusalError, Request
from .base import Rule

MAKERS = {
    "ec2 AllocateAddress": "AllocationId",
    "ec2 CreateSecurityGroup": "GroupId",
    "iam CreateRole": "RoleName",
    "iam CreateUser": "UserName",
    "s3 CreateBucket": "Bucket",
}
"""Request -> where the name of what it makes is, in the answer or, if not there, in the request."""

USERS = {
    "ec2 AssociateAddress": ("AllocationId", "InvalidAllocationID.NotFound", 400),
    "ec2 AuthorizeSecurityGroupIngress": ("GroupId", "InvalidGroup.NotFound", 400),
    "ec2 RunInstances": ("SecurityGroupId", "InvalidGroup.NotFound", 400),
    "iam AddRoleToInstanceProfile": ("RoleName", "NoSuchEntity", 404),
    "iam AttachRolePolicy": ("RoleName", "NoSuchEntity", 404),
    "iam CreateAccessKey": ("UserName", "NoSuchEntity", 404),
    "iam PutUserPolicy": ("UserName", "NoSuchEntity", 404),
    "s3 PutBucketLifecycleConfiguration": ("Bucket", "OperationAborted", 409),
    "s3 PutBucketVersioning": ("Bucket", "NoSuchBucket", 404),
}
"""Request -> where the name of what it uses is, and how it is refused."""


class NewIsUnseen(Rule):
    """What was just made may be unknown to who uses it (EC2 API, "Ensuring consistency": InvalidGroup.NotFound right
    after CreateSecurityGroup; hashicorp/terraform#6970 for addresses; IAM guide, "Changes that I make are not always
    immediately visible"; S3 guide, "Amazon S3 data consistency model"). Settings of a bucket that follow each other
    quickly are also refused as conflicting (hashicorp/terraform-provider-aws#7628)."""

    operations = frozenset(MAKERS) | frozenset(USERS)

    def __init__(self) -> None:
        self._new: set[str] = set()
        self._refused: set[tuple[str, str]] = set()

    def before(self, request: Request) -> None:
        if request.name not in USERS:
            return
        key, code, status = USERS[request.name]
        given = request.params.get(key) or request.params.get(f"{key}s", "")
        for name in given if isinstance(given, list) else [given]:
            if name in self._new and (request.name, name) not in self._refused:
                self._refused.add((request.name, name))
                raise RefusalError(code, f"The {key} {name} cannot be found, or is being changed. Try again.", status)

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        if request.name in MAKERS:
            key = MAKERS[request.name]
            self._new.add(answer.get(key) or request.params[key])
