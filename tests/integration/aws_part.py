"""The AWS part of an environment: its six modules as the roles run them, in worlds that are struck."""

from __future__ import annotations

import collections.abc
import dataclasses
import functools
import itertools
import json
import time
import typing as t

from moto.core.config import default_user_config

from ansible_collections.mesoscale.map.plugins.module_utils.specs import (
    dns_records,
    ec2_host,
    iam_keys,
    rds_instance,
    rds_parameter_group,
    s3_buckets,
)
from tests.strict_aws.children import Child, End, hasten, in_parallel, read_models_once
from tests.strict_aws.fixtures import client, options
from tests.strict_aws.recorder import Recorded
from tests.strict_aws.server import Server
from tests.strict_aws.snapshot import snapshot
from tests.strict_aws.strikes import Kind

from .aws_server import debian

Params = dict[str, t.Any]
Result = dict[str, t.Any]

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example.org"
BUCKETS = {"report_bucket": "map-test-report", "archive_bucket": "map-test-archive"}
LOCATIONS = {"report_location": "report/v2", "archive_location": "/cluster_archive"}
NETWORKS = ["198.51.100.0/24"]
GROUP = rds_parameter_group.default_name("test", "mysql8.4")

RECORDS = [
    {"name": "jupyter.map.example.org", "type": "A", "value": "203.0.113.7", "ttl": 300},
    {"name": "datajoint.map.example.org", "type": "CNAME", "value": "database.example.org", "ttl": 300},
]

# The roles storage, host, database and dns, in the order of the playbooks.
PARTS: tuple[tuple[t.Any, Params], ...] = (
    (s3_buckets, {"names": list(BUCKETS.values())}),
    (iam_keys, {**BUCKETS, **LOCATIONS}),
    (ec2_host, {"public_key": KEY, "admin_networks": ["203.0.113.0/24"]}),
    (rds_parameter_group, {"parameters": {}}),
    (
        rds_instance,
        {
            "parameter_group": GROUP,
            "master_user": "mapadmin",
            "master_password": "correct-horse-1",
            "client_networks": NETWORKS,
            "client_security_groups": ["map-test-host"],
        },
    ),
    (dns_records, {"records": RECORDS}),
)
ALL = tuple(range(len(PARTS)))
ALWAYS = ALL[:-1]
"""Names are managed only where an environment wishes it."""
NAMES = [spec.__name__.rpartition(".")[2] for spec, _ in PARTS]
HASTE = 0.02

REMOVALS = ("Delete", "Terminate", "Remove", "Revoke", "Release", "Detach", "Disassociate", "Deregister", "Reset")
# What a run may take away, and why.
MAY_REMOVE = {
    "ec2 RevokeSecurityGroupIngress": "a rule that nobody declared lets somebody in",
    "iam DeleteAccessKey": "a key whose secret was never stored is of no use to anybody",
    "rds ResetDBParameterGroup": "a parameter that nobody declared goes back to its default",
    "s3 DeleteBucketPolicy": "the policy held nothing but our own rule, and that was switched off",
}


@dataclasses.dataclass(frozen=True)
class Run:
    """What a run did: the modules' results, seconds, and the requests that arrived."""

    results: list[Result]
    seconds: float
    requests: list[Recorded]
    error: str | None = None
    killed: bool = False

    @property
    def writes(self) -> list[str]:
        return [request.name for request in self.requests if request.writes]

    @property
    def plan(self) -> list[str]:
        """What was changed (or would be), as canonical texts."""
        return [json.dumps(change, sort_keys=True) for result in self.results for change in result["plan"]]


class AwsPart:
    """A world and runs of the part in it, each in a process of its own. haste: what a pause's seconds last."""

    def __init__(self, haste: float = HASTE) -> None:
        default_user_config["iam"]["load_aws_managed_policies"] = True
        read_models_once()
        self.server = Server()
        self.haste = haste
        with self.server:
            self.server.reset()
            client(self.server, "route53").create_hosted_zone(Name="map.example.org", CallerReference="1")
            self.snapshot()  # loads all of the emulator and of boto3's models, once for all children
        debian("ami-0123456789abcdef0", "20260801-2190")

    def run(self, parts: collections.abc.Iterable[int] = ALL, check: bool = False, **changed: Params) -> Run:
        """Run modules one after the other. changed: other parameters for a module, by its name."""
        return self.struck(0, "lost", parts, check=check, **changed)

    def struck(
        self, number: int, kind: Kind, parts: collections.abc.Iterable[int], check: bool = False, **changed: Params
    ) -> Run:
        """The same with a strike at the number-th mutating request (0: none)."""
        return self.play(number, kind, functools.partial(_run, self.server, list(parts), check, self.haste, changed))

    def play(self, number: int, kind: Kind, work: collections.abc.Callable[[], list[Result]]) -> Run:
        """Do work in a process of its own, with a strike at the number-th mutating request (0: none)."""
        self.server.recorder.reset()
        child = Child(work)
        if number:
            self.server.strikes.at(number, kind, child.pid)
        began = time.monotonic()
        end = child.go().end()
        seconds = time.monotonic() - began
        return Run(end.value or [], seconds, list(self.server.recorder.requests), end.error, end.killed)

    def snapshot(self) -> dict[str, str]:
        return snapshot(self.server)


def _run(server: Server, parts: list[int], check: bool, haste: float, changed: dict[str, Params]) -> list[Result]:
    hasten(haste)
    results: dict[str, Result] = {}
    for part in parts:
        spec, params = PARTS[part]
        defaults = {name: option.get("default") for name, option in spec.ARGUMENTS.items()}
        given = {**defaults, "aws": options(server), **params, **changed.get(NAMES[part], {})}
        if spec is rds_instance and "rds_parameter_group" in results:
            given["static_changed"] = results["rds_parameter_group"]["pending_reboot"]
        results[NAMES[part]] = spec.run(given, check)
    return list(results.values())


@dataclasses.dataclass(frozen=True)
class Clean:
    """An undisturbed first run: how many mutating requests each module makes, and the world after it."""

    writes: list[list[str]]
    snapshot: dict[str, str]


def clean() -> Clean:
    """Make it, in this process (a child's)."""
    part = AwsPart()
    with part.server:
        writes = [_good(part.run([number])).writes for number in ALL]
        return Clean(writes, part.snapshot())


def explore(kind: Kind, wanted: Clean, at_once: int, first: int = 1, step: int = 1) -> list[str]:
    """Strike every mutating request of a first run once, run again, and say what is wrong then.

    first, step: only that request of each module, and every so many after it. One world is kept at the state before
    each module; each case happens in a copy of it, a forked process.
    """
    part, wrong = AwsPart(), list[str]()
    for module in ALL:
        numbers = range(first, len(wanted.writes[module]) + 1, step)
        ends = in_parallel([functools.partial(_case, part, module, n, kind, wanted) for n in numbers], at_once)
        wrong += itertools.chain.from_iterable(_problems(end, module, n) for n, end in zip(numbers, ends, strict=True))
        with part.server:
            _good(part.run([module]))
    return wrong


def _case(part: AwsPart, module: int, number: int, kind: Kind, wanted: Clean) -> list[str]:
    with part.server:
        first = part.struck(number, kind, [module])
        struck = part.server.strikes.struck
        if struck is None:
            return ["was not struck"]
        about = f"{kind} at {struck}"
        part.server.strikes.reset()
        wrong = _first(first, kind, struck)
        if kind == "denied":
            return [f"{about}: {text}" for text in wrong]
        second = part.run()
        third = part.run()
        found = part.snapshot()
    wrong += [f"the next run fails: {second.error}"] if second.error else []
    wrong += [f"the third run fails: {third.error}"] if third.error else []
    wrong += [f"the third run still writes: {third.writes}"] if third.writes else []
    wrong += [f"takes away: {name}" for run in (first, second) for name in taken_away(run)]
    wrong += [f"another state: {line}" for line in differences(wanted.snapshot, found)]
    return [f"{about}: {text}" for text in wrong]


def taken_away(run: Run) -> list[str]:
    """The requests of a run that remove something, but those that may."""
    return [name for name in run.writes if name.split()[1].startswith(REMOVALS) and name not in MAY_REMOVE]


def _first(run: Run, kind: Kind, struck: str) -> list[str]:
    """What must hold for the struck run itself."""
    if kind.startswith("kill"):
        return [] if run.killed else ["it wasn't killed"]
    if kind == "denied":
        return _names_it(run, struck)
    if kind in ("throttle", "lost", "error500"):
        return [f"not ridden out: {run.error}"] if run.error else []
    return []


def _names_it(run: Run, struck: str) -> list[str]:
    service, operation = struck.split()
    if run.error is None:
        return ["false success"]
    told = run.error.replace("_", "").lower()
    return [] if service in told and operation.lower() in told else [f"the error doesn't name it: {run.error}"]


def _problems(end: End, module: int, number: int) -> list[str]:
    found = [end.error] if end.error else end.value
    return [f"{NAMES[module]} {number}: {text}" for text in found]


def _good(run: Run) -> Run:
    if run.error or run.killed:
        raise AssertionError(run.error or "killed")
    return run


def differences(wanted: dict[str, str], found: dict[str, str]) -> list[str]:
    """The lines in which two snapshots differ."""
    return [
        f"{name}: {sign} {line.strip()}"
        for name in sorted(wanted.keys() | found.keys())
        for sign, ours, theirs in (("-", wanted, found), ("+", found, wanted))
        for line in ours.get(name, "").splitlines()
        if line not in theirs.get(name, "").splitlines()
    ]
