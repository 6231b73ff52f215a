"""Whole environments in a strict AWS, and their removal."""

from __future__ import annotations

import functools
import typing as t

from moto.backends import get_backend

from ansible_collections.mesoscale.map.plugins.module_utils.clients import remains_base, remains_ec2, remains_rds
from ansible_collections.mesoscale.map.plugins.module_utils.specs import cloud_remains
from tests.strict_aws.children import Child, hasten
from tests.strict_aws.fixtures import client, options
from tests.strict_aws.server import Server
from tests.strict_aws.snapshot import snapshot
from tests.strict_aws.strikes import Kind

from .aws_part import PARTS, AwsPart, Params, Result, Run
from .aws_server import ACCOUNT, REGION

UNPROTECTED = {"rds_instance": {"deletion_protection": False}, "ec2_host": {"termination_protection": False}}
DOMAINS = {"test": "map.example.org", "other": "other.example.org"}


def provision(server: Server, environment: str = "test", **changed: Params) -> Result:
    """Everything that the roles storage, host, database and dns make for an environment, its names included."""
    aws = {**options(server), "environment": environment}
    results: dict[str, Result] = {}
    for spec, params in PARTS[:-1]:
        name = spec.__name__.rpartition(".")[2]
        wishes = {key: _renamed(value, environment) for key, value in params.items()}
        results[name] = _run(spec, aws, {**wishes, **changed.get(name, {})})
    records = [
        {"name": f"jupyter.{DOMAINS[environment]}", "type": "A", "value": results["ec2_host"]["address"]},
        {"name": f"datajoint.{DOMAINS[environment]}", "type": "CNAME", "value": results["rds_instance"]["address"]},
    ]
    return _run(PARTS[-1][0], aws, {"records": records})


def remove(server: Server, environment: str = "test", check: bool = False, **changed: t.Any) -> Result:
    aws, domain = {**options(server), "environment": environment}, DOMAINS[environment]
    params = {
        "confirm": environment,
        "buckets": [f"map-{environment}-report", f"map-{environment}-archive"],
        "dns_names": [f"{name}.{domain}" for name in ("jupyter", "navigator", "datajoint")],
    }
    return _run(cloud_remains, aws, {**params, **changed}, check)


def struck(part: AwsPart, number: int, kind: Kind) -> Run:
    """A removal with a strike at its number-th mutating request (0: none)."""
    return part.play(number, kind, functools.partial(_hastily, part, remove))


class Cloud(AwsPart):
    """A world with the environment `other`, and `test`, which may be removed. alone: what there was of `other` alone"""

    def __init__(self) -> None:
        super().__init__()
        with self.server:
            client(self.server, "route53").create_hosted_zone(Name=DOMAINS["other"], CallerReference="2")
            self._provision("other")
            self.alone = there(self.server)
            self._provision("test", **UNPROTECTED)

    def _provision(self, environment: str, **changed: Params) -> None:
        made = self.play(0, "lost", functools.partial(_hastily, self, provision, environment, **changed))
        assert made.error is None, made.error


def in_a_copy(test: t.Callable[..., None]) -> t.Callable[..., None]:
    """A test that has a copy of the world, and may do with it what it wants: it is in a process of its own, in which
    time passes quickly and nobody waits in vain for long."""

    @functools.wraps(test)
    def copied(cloud: Cloud, **others: t.Any) -> None:
        __tracebackhide__ = True
        end = Child(functools.partial(_within, test, cloud, others)).go().end()
        assert end.error is None, end.error
        assert not end.killed

    return copied


def there(server: Server) -> dict[str, str]:
    """What there is, without machines that have ended, which EC2 shows for an hour."""
    machines = get_backend("ec2")[ACCOUNT][REGION]
    for identity, reservation in list(machines.reservations.items()):
        if {instance._state.name for instance in reservation.instances} == {"terminated"}:
            del machines.reservations[identity]
    return snapshot(server)


def _within(test: t.Callable[..., None], part: Cloud, others: dict[str, t.Any]) -> None:
    hasten(part.haste)
    remains_base.UNUSED = remains_ec2.UNUSED = remains_ec2.COPIED = remains_rds.COPIED = 10.0
    with part.server:
        part.server.recorder.reset()
        test(part, **others)


def _hastily(part: AwsPart, work: t.Callable[..., Result], *arguments: str, **changed: Params) -> list[Result]:
    hasten(part.haste)
    return [work(part.server, *arguments, **changed)]


def _run(spec: t.Any, aws: Params, params: Params, check: bool = False) -> Result:
    defaults = {name: option.get("default") for name, option in spec.ARGUMENTS.items()}
    result: Result = spec.run({**defaults, "aws": aws, **params}, check)
    return result


def _renamed(value: t.Any, environment: str) -> t.Any:
    """The wishes of the environment `test`, for another."""
    if isinstance(value, str):
        return value.replace("map-test-", f"map-{environment}-")
    if isinstance(value, list):
        return [_renamed(item, environment) for item in value]
    return value
