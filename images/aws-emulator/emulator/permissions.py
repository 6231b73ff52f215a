"""What a request without a header Authorization may do: by the signer's policies, the bucket's, and ACLs."""

from __future__ import annotations

import fnmatch
import json
import typing as t
import urllib.parse

from moto.s3.models import s3_backends

from .asked import Asked
from .callers import PARTITION, Caller, account, listed
from .policies import holds
from .s3_errors import S3Error, denied

# (method, the subresource in the address or nothing) -> action. Of others nobody is known to sign addresses.
OBJECT = {
    ("GET", ""): "GetObject",
    ("HEAD", ""): "GetObject",
    ("PUT", ""): "PutObject",
    ("DELETE", ""): "DeleteObject",
    ("GET", "versionId"): "GetObjectVersion",
    ("HEAD", "versionId"): "GetObjectVersion",
    ("DELETE", "versionId"): "DeleteObjectVersion",
    ("POST", "uploads"): "PutObject",
    ("PUT", "uploadId"): "PutObject",
    ("POST", "uploadId"): "PutObject",
    ("GET", "uploadId"): "ListMultipartUploadParts",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
    ("GET", "acl"): "GetObjectAcl",
    ("PUT", "acl"): "PutObjectAcl",
    ("GET", "tagging"): "GetObjectTagging",
    ("PUT", "tagging"): "PutObjectTagging",
    ("DELETE", "tagging"): "DeleteObjectTagging",
}
BUCKET = {
    ("GET", ""): "ListBucket",
    ("HEAD", ""): "ListBucket",
    ("PUT", ""): "CreateBucket",
    ("DELETE", ""): "DeleteBucket",
    ("GET", "versions"): "ListBucketVersions",
    ("GET", "uploads"): "ListBucketMultipartUploads",
    ("GET", "location"): "GetBucketLocation",
}
SERVICE = {("GET", ""): "ListAllMyBuckets"}
PARAMETERS = {
    *("x-id", "partNumber", "list-type", "prefix", "delimiter", "marker", "max-keys", "start-after", "encoding-type"),
    *("continuation-token", "fetch-owner", "key-marker", "version-id-marker", "upload-id-marker", "max-uploads"),
    *("max-parts", "part-number-marker", "AWSAccessKeyId", "Signature", "Expires"),
}
"""What says how to do a thing, and not what. Those that begin with x-amz- or response- do so too."""

ACL_READS = {"GetObject", "GetObjectVersion", "ListBucket"}


def check(asked: Asked, who: Caller | None) -> None:
    """Refuse what `who` may not do; None is anybody."""
    action = _action(asked)
    if action is None:
        unknown = "The emulator doesn't know what this address was signed for."
        raise S3Error(501, "NotImplemented", unknown) if who else denied()
    if asked.bucket and action != "CreateBucket" and bucket(asked.bucket) is None:
        return  # moto says that there is no such bucket
    _permit(who, action, asked.bucket, asked.key)
    source = urllib.parse.unquote(asked.headers.get("x-amz-copy-source", "")).partition("?")[0].lstrip("/")
    if source:
        name, __, key = source.partition("/")
        _permit(who, "GetObject", name, key)


def _action(asked: Asked) -> str | None:
    names = sorted(name for name in asked.parameters if not _says_how(name))
    known = OBJECT if asked.key else BUCKET if asked.bucket else SERVICE
    return known.get((asked.method, ",".join(names)))


def _says_how(name: str) -> bool:
    return name in PARAMETERS or name.lower().startswith(("x-amz-", "response-"))


def _permit(who: Caller | None, action: str, name: str, key: str) -> None:
    """By AWS's order: what anything denies is denied; what nothing allows too."""
    found = bucket(name)
    resource = f"arn:aws:s3:::{name}/{key}" if key else f"arn:aws:s3:::{name or '*'}"
    effects = {
        statement["Effect"]
        for statement in [*(who.statements if who else []), *_bucket_statements(found, who)]
        if _names(statement, "Action", f"s3:{action}") and _names(statement, "Resource", resource)
    }
    allowed = "Allow" in effects or (action in ACL_READS and found is not None and _is_public(found, key))
    if "Deny" in effects or not allowed:
        raise denied()


def bucket(name: str) -> t.Any:
    """A bucket of the account as moto has it, or None."""
    return s3_backends[account()][PARTITION].buckets.get(name)


def _bucket_statements(found: t.Any, who: Caller | None) -> list[dict[str, t.Any]]:
    """The statements of a bucket's policy that are for `who`. A public access block hides what is for anybody."""
    if found is None or found.policy is None:
        return []
    block = found.public_access_block
    restricted = who is None and block is not None and block.restrict_public_buckets
    return [
        statement
        for statement in listed(json.loads(found.policy)["Statement"])
        if _is_for(statement.get("Principal", {}), who) and holds(statement.get("Condition", {}))
        if statement["Effect"] == "Deny" or not restricted
    ]


def _is_for(principal: t.Any, who: Caller | None) -> bool:
    named = listed(principal.get("AWS", []) if isinstance(principal, dict) else principal)
    return "*" in named or (who is not None and who.arn in named)


def _names(statement: dict[str, t.Any], element: str, value: str) -> bool:
    """Whether a statement's Action or Resource, or all but its NotAction or NotResource, is for a value."""
    if f"Not{element}" in statement:
        return not _matches(statement[f"Not{element}"], value)
    return _matches(statement.get(element, []), value)


def _matches(patterns: t.Any, value: str) -> bool:
    return any(fnmatch.fnmatchcase(value, pattern.replace("[", "[[]")) for pattern in listed(patterns))


def _is_public(found: t.Any, key: str) -> bool:
    """Whether an ACL lets anybody read, and no public access block tells to ignore it."""
    block = found.public_access_block
    if block is not None and block.ignore_public_acls:
        return False
    acl = getattr(found.keys.get(key) if key else found, "acl", None)
    return bool(acl and acl.public_read)
