"""pytest fixtures: `strict_aws`, a world of one's own for each test."""

from __future__ import annotations

import collections.abc
import typing as t

import boto3
import botocore.exceptions
import pytest

from .server import Server
from .wire import ACCOUNT


@pytest.fixture(scope="session")
def strict_server() -> collections.abc.Iterator[Server]:
    """The one server of a test session; `strict_aws` empties it."""
    with Server() as server:
        yield server


@pytest.fixture
def strict_aws(strict_server: Server) -> Server:
    """An empty account behind `endpoint`; `recorder` has what was asked, `strikes` makes things go wrong."""
    strict_server.reset()
    return strict_server


def client(server: Server, service: str) -> t.Any:
    """A bare boto3 client of that world."""
    credentials = {"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "secret"}
    return boto3.client(service, region_name="us-east-1", endpoint_url=server.endpoint, **credentials)


def options(server: Server) -> dict[str, t.Any]:
    """The `aws` option of a module, for that world."""
    return {
        "environment": "test",
        "account_id": ACCOUNT,
        "region": "us-east-1",
        "endpoint": server.endpoint,
        "ca_file": "",
        "profile": "",
        "access_key_id": "AKIATEST",
        "secret_access_key": "secret",
    }


def refused(call: collections.abc.Callable[..., t.Any], **arguments: t.Any) -> tuple[str, str]:
    """The code and the message with which AWS refuses."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def second(call: collections.abc.Callable[..., t.Any], **arguments: t.Any) -> t.Any:
    """The answer to a use of what was just made, which is refused at first."""
    refused(call, **arguments)
    return call(**arguments)
