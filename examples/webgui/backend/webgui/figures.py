"""Figures in the store: whether they are there, and the URLs at which browsers fetch them from S3 themselves."""

from __future__ import annotations

import functools
import logging
import typing as t

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from . import settings

log = logging.getLogger(__name__)

AVAILABLE, MISSING, UNREACHABLE, NOT_DRAWN = "available", "missing", "unreachable", "not drawn"
_QUICK = {"connect_timeout": 2, "read_timeout": 3, "retries": {"total_max_attempts": 1}}


@functools.cache
def given() -> settings.Figures:
    return settings.figures()


@functools.cache
def _client(endpoint: str) -> t.Any:
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"}, **_QUICK)
    return boto3.client("s3", endpoint_url=f"https://{endpoint}", config=config)


def url(path: str) -> str:
    """Where a browser finds a figure for a while. Nobody is asked: the signature is computed here."""
    asked = {"Bucket": given().bucket, "Key": given().key(path), "ResponseContentType": "image/png"}
    signed = _client(given().shown).generate_presigned_url("get_object", Params=asked, ExpiresIn=given().seconds)
    return str(signed)


def status(path: str) -> str:
    """Whether the store has a figure. A store that is down costs seconds, not minutes."""
    try:
        _client(given().endpoint).head_object(Bucket=given().bucket, Key=given().key(path))
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return MISSING
        log.warning("S3 refuses to tell of %s: %s", path, error)
        return UNREACHABLE
    except BotoCoreError as error:
        log.warning("S3 doesn't answer: %s", error)
        return UNREACHABLE
    return AVAILABLE


def told(path: str | None) -> dict[str, t.Any]:
    """What a session says of its figure. path: as DataJoint keeps it, None before the figure is drawn"""
    if path is None:
        return {"session_figure": None, "session_figure_status": NOT_DRAWN}
    found = status(path)
    return {"session_figure": url(path) if found == AVAILABLE else None, "session_figure_status": found}
