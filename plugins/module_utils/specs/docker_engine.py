"""The argument spec of docker_engine, and its run."""

from __future__ import annotations

import typing as t

from ..clients.docker_engine import DockerEngine
from ..converge import converge
from ..plans.docker_engine import Actual, Wanted, plan, plan_absent

ARGUMENTS: dict[str, t.Any] = {
    "environment": {"type": "str", "required": True},
    "packages": {"type": "dict", "required": True},
    "host_packages": {"type": "list", "elements": "str", "default": []},
    "compose_package": {"type": "str", "required": True},
    "compose_hashes": {"type": "list", "elements": "str", "required": True},
    "settings": {"type": "dict", "default": {}},
    "volume_folder": {"type": "str", "default": ""},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Make engine, compose and network answer. Result: engine, compose (versions), planned, packages."""
    wanted = Wanted(
        environment=params["environment"],
        packages=params["packages"],
        host_packages=params["host_packages"],
        compose=params["compose_package"],
        settings=params["settings"],
        volume_folder=params["volume_folder"],
    )
    nothing = check and params["assume_empty"]
    client = None if nothing else DockerEngine(wanted, params["compose_hashes"])
    planner = plan_absent if params["state"] == "absent" else plan
    result = converge(
        read=client.read if client else lambda: Actual(release=max(wanted.packages, key=int)),
        plan=lambda actual: planner(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {"engine": actual.engine, "compose": actual.compose, "notes": _notes(actual, params)},
    )
    packages = [name for change in result["plan"] if change["target"] == "packages" for name in change["after"]]
    starts = any(change["target"] == "container engine" for change in result["plan"])
    return {**result, "planned": bool(packages) or starts, "packages": packages}


def _notes(actual: Actual, params: dict[str, t.Any]) -> list[str]:
    if params["state"] == "absent" and actual.process and actual.running:
        return ["The container engine that was started for us stays, for containers of others run on it."]
    if params["state"] == "present" and not actual.engine and actual.has_data:
        return ["The container engine is stopped. What it holds can't be seen, so the plan shows it as new."]
    return []
