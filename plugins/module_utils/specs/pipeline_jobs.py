"""Stale, failed and stuck jobs of all schemas of the pipeline."""

from __future__ import annotations

import dataclasses
import typing as t

from ..clients import container_hosts
from ..clients.mysql import Login
from ..clients.pipeline_jobs import PipelineJobs
from ..converge import converge, report
from ..plans.jobs_found import Actual, Container, Machine, Wanted
from ..plans.jobs_report import summary
from ..plans.pipeline_jobs import plan

ARGUMENTS: dict[str, t.Any] = {
    "state": {"type": "str", "choices": ["jobs", "containers"], "default": "jobs"},
    "login": {
        "type": "dict",
        "options": {
            "address": {"type": "str", "required": True},
            "port": {"type": "int", "default": 3306},
            "user": {"type": "str", "required": True},
            "password": {"type": "str", "required": True, "no_log": True},
            "ca_file": {"type": "path", "required": True},
        },
    },
    "schemas": {"type": "list", "elements": "str"},
    "machines": {"type": "dict", "default": {}},
    "accounts": {"type": "list", "elements": "str", "default": ["worker"]},
    "clear": {"type": "bool", "default": False},
    "clear_errors": {"type": "list", "elements": "str", "default": []},
    "stale_hours": {"type": "float", "default": 24.0},
    "stuck_hours": {"type": "float", "default": 24.0},
    "assume_empty": {"type": "bool", "default": False},
}
REQUIRED_IF = [("state", "jobs", ("login", "schemas"))]


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Report all jobs and clear those that are safe; or say which containers this machine has."""
    assume_empty = check and params["assume_empty"]
    if params["state"] == "containers":
        nothing: dict[str, t.Any] = {"asked_at": None, "containers": [], "reason": "the machine is only planned"}
        return {**report([]), "engine": nothing if assume_empty else container_hosts.read()}
    login = Login(**params["login"])
    target = _wanted(params)
    client = PipelineJobs(login, target.schemas)
    machines = tuple(_machine(name, said) for name, said in sorted(params["machines"].items()))
    found: list[Actual] = []

    def read() -> Actual:
        found.append(Actual() if assume_empty else dataclasses.replace(client.read(), machines=machines))
        return found[-1]

    try:
        return converge(
            read=read,
            plan=lambda actual: plan(actual, target),
            client=client,
            check=check,
            describe=lambda last: summary(found[0], last, target, login.server),
        )
    finally:
        client.close()


def _wanted(params: dict[str, t.Any]) -> Wanted:
    return Wanted(
        schemas=tuple(params["schemas"]),
        clear=params["clear"],
        accounts=frozenset(params["accounts"]),
        clear_errors=tuple(params["clear_errors"]),
        stale_hours=params["stale_hours"],
        stuck_hours=params["stuck_hours"],
    )


def _machine(name: str, said: t.Any) -> Machine:
    """What `state: containers` returned there; an empty one is of a machine that wasn't reached."""
    engine = said if isinstance(said, dict) else {}
    containers = tuple(Container(**container) for container in engine.get("containers", []))
    return Machine(name, engine.get("asked_at"), containers, str(engine.get("reason", "")))
