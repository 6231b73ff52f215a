"""The strict AWS with what a real account offers: Debian's images and AWS's own policies."""

from __future__ import annotations

import collections.abc
import datetime
import time
import typing as t

import boto3
import pytest
from moto.backends import get_backend
from moto.core.config import default_user_config
from moto.ec2.models.amis import Ami

from tests.strict_aws.fixtures import client, options
from tests.strict_aws.server import Server
from tests.strict_aws.wire import ACCOUNT

__all__ = ["ACCOUNT", "World", "debian", "world"]

REGION = "us-east-1"
DEBIAN = "136693071363"


class World:
    """An account, and runs of modules in it.

    server: its recorder and strikes; options: the `aws` option of a module
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.options = options(server)
        self.stored: dict[str, dict[str, str]] = {}

    def boto(self, service: str, key: dict[str, str] | None = None) -> t.Any:
        """A bare client, whose requests count like all others. key: who asks, as iam_keys returns it."""
        if key is None:
            return client(self.server, service)
        credentials = {"aws_access_key_id": key["access_key_id"], "aws_secret_access_key": key["secret_access_key"]}
        return boto3.client(service, region_name=REGION, endpoint_url=self.server.endpoint, **credentials)

    def run(self, spec: t.Any, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
        """Run a module's spec with its defaults, as both runners do."""
        defaults = {name: option.get("default") for name, option in spec.ARGUMENTS.items()}
        result: dict[str, t.Any] = spec.run({**defaults, "aws": self.options, **params}, check)
        return result

    def law(self, run: collections.abc.Callable[..., dict[str, t.Any]]) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
        """From an empty account: a check asks nothing when it may assume so, changes nothing, and predicts the apply.

        run: a module's run in this world. Gives what the check and the apply returned.
        """
        assumed = run(self, check=True, assume_empty=True)
        assert self.server.recorder.requests == []
        checked = run(self, check=True)
        assert self.writes == []
        applied = run(self)
        assert assumed["plan"] == checked["plan"] == applied["plan"] != []
        return checked, applied

    def count(self, run: collections.abc.Callable[[], t.Any]) -> list[str]:
        """The requests that a run makes, as "service Operation"."""
        self.server.recorder.reset()
        run()
        return list(self.server.recorder.names)

    @property
    def writes(self) -> list[str]:
        return [request.name for request in self.server.recorder.writes]


@pytest.fixture
def world(strict_aws: Server, monkeypatch: pytest.MonkeyPatch) -> World:
    """Time passes quickly here: pauses between looks and tries are short."""
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.01)))
    monkeypatch.setitem(default_user_config["iam"], "load_aws_managed_policies", True)
    strict_aws.reset()
    debian("ami-0123456789abcdef0", "20260801-2190")
    return World(strict_aws)


def debian(ami_id: str, date: str) -> None:
    """Debian publishes an image."""
    backend = get_backend("ec2")[ACCOUNT][REGION]
    backend.amis[ami_id] = Ami(
        backend,
        ami_id,
        owner_id=DEBIAN,
        public=True,
        name=f"debian-13-amd64-{date}",
        architecture="x86_64",
        virtualization_type="hvm",
        root_device_name="/dev/xvda",
        creation_date=datetime.datetime.strptime(date[:8], "%Y%m%d").replace(tzinfo=datetime.UTC),
    )


def targets(result: dict[str, t.Any]) -> list[tuple[str, str]]:
    """(action, target) of each change of a result."""
    return [(change["action"], change["target"]) for change in result["plan"]]
