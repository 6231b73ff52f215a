"""Asks AWS what an environment has there, in one round trip; a part that can't be read doesn't keep back the others."""

from __future__ import annotations

import datetime
import functools
import typing as t

from ..plan import MapError
from ..plans.cloud_status import Bucket, Found, Key
from ..plans.ec2_types import Wanted
from .aws import Aws
from .ec2_find import Finder

PAGE = 1000
"""Objects in a page of a bucket's list; AWS gives no more."""

_ABSENT = {"DBInstanceNotFound", "DBInstanceNotFoundFault"}


class Client:
    """One environment. options: the `aws` option of a module; pages: how many pages of a bucket's list are read"""

    def __init__(self, options: dict[str, t.Any], host: Wanted, pages: int) -> None:
        self._aws = Aws(options, ["rds", "ec2", "s3", "iam", "ssm"])
        self._finder = Finder(self._aws, host, "")
        self._pages = pages

    def read(self, database: str, buckets: list[str], users: dict[str, str]) -> Found:
        """database: the instance's name; users: consumer -> name of its user. Reads no secret."""
        instance, host, stored, *others = self._aws.together(
            functools.partial(_answer, self._instance, database),
            functools.partial(_answer, self._finder.read_address),
            functools.partial(_answer, self._stored),
            *(functools.partial(_answer, self._bucket, name) for name in buckets),
            *(functools.partial(_answer, self._keys, user) for user in users.values()),
        )
        return Found(
            instance=instance,
            host=host,
            buckets=dict(zip(buckets, others[: len(buckets)], strict=True)),
            keys=dict(zip(users, others[len(buckets) :], strict=True)),
            stored=stored,
            now=datetime.datetime.now(datetime.UTC),
        )

    def _instance(self, name: str) -> dict[str, t.Any] | None:
        found = self._aws.call("rds", "describe_db_instances", absent=_ABSENT, DBInstanceIdentifier=name)
        return t.cast("dict[str, t.Any]", found["DBInstances"][0]) if found and found["DBInstances"] else None

    def _stored(self) -> frozenset[str]:
        """Names only: without decryption, what is stored stays unread."""
        path = f"/map/{self._aws.environment}/s3"
        found = self._aws.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, WithDecryption=False)
        return frozenset(parameter["Name"] for parameter in found)

    def _bucket(self, name: str) -> Bucket | None:
        owner: dict[str, t.Any] = {"Bucket": name, "ExpectedBucketOwner": self._aws.account_id}
        versioning = self._aws.call("s3", "get_bucket_versioning", absent={"NoSuchBucket"}, **owner)
        if versioning is None:
            return None
        objects = size = 0
        more: dict[str, str] = {}
        for __ in range(self._pages):
            page = self._aws.call("s3", "list_objects_v2", MaxKeys=PAGE, **owner, **more)
            objects += page["KeyCount"]
            size += sum(item["Size"] for item in page.get("Contents", []))
            more = {"ContinuationToken": page["NextContinuationToken"]} if page["IsTruncated"] else {}
            if not more:
                break
        return Bucket(versioning.get("Status", ""), objects, size, bool(more) or not self._pages)

    def _keys(self, user: str) -> list[Key]:
        answer = self._aws.call("iam", "list_access_keys", absent={"NoSuchEntity"}, UserName=user)
        found = (answer or {}).get("AccessKeyMetadata", [])
        return [Key(item["AccessKeyId"], item["Status"], item["CreateDate"]) for item in found]


def _answer(read: t.Callable[..., t.Any], *arguments: t.Any) -> t.Any:
    """What is read, or why it can't be."""
    try:
        return read(*arguments)
    except MapError as error:
        return error
