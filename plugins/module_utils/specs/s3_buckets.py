"""s3_buckets: the buckets of an environment, all in one task."""

from __future__ import annotations

import typing as t

from ..clients import aws, s3_buckets
from ..converge import converge
from ..plans.s3_buckets import Bucket, Wanted, plan

# S3 shows a new configuration up to a minute or two later.
SETTLE = (*aws.SETTLE, 30, 60)

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "names": {"type": "list", "elements": "str", "required": True},
    "versioning": {"type": "bool", "default": True},
    "noncurrent_days": {"type": "int", "default": 30},
    "deny_insecure_transport": {"type": "bool", "default": True},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring all buckets to what is wanted. Result: names of the buckets."""
    client: t.Any = None
    if not aws.nothing_there(params, check):
        client = s3_buckets.Client(aws.Aws(params["aws"], ["s3"]))
    settings = {key: params[key] for key in ("versioning", "noncurrent_days", "deny_insecure_transport")}
    wanted = [Wanted(name=name, tags=aws.tags(params["aws"]), **settings) for name in params["names"]]

    def read() -> dict[str, Bucket | None]:
        return client.read(params["names"]) if client else dict.fromkeys(params["names"])

    return converge(
        read=read,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {"names": list(actual)},
        settle=SETTLE,
    )
