"""container_run: run a container once to its end."""

from __future__ import annotations

import typing as t

from ..clients.container_run import ContainerRun
from ..converge import converge, report
from ..plans.container_run import Ended, Mount, Run, plan

ARGUMENTS: dict[str, t.Any] = {
    "environment": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "image": {"type": "str", "required": True},
    "command": {"type": "list", "elements": "str", "default": []},
    "entrypoint": {"type": "list", "elements": "str", "default": []},
    "stdin": {"type": "str", "default": "", "no_log": True},
    "mounts": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "source": {"type": "str", "required": True},
            "target": {"type": "str", "required": True},
            "read_only": {"type": "bool", "default": True},
        },
    },
    "networks": {"type": "list", "elements": "str", "default": []},
    "user": {"type": "str", "default": "999:999"},
    "variables": {"type": "dict", "default": {}},
    "directory": {"type": "str", "default": ""},
    "scratch": {"type": "list", "elements": "str", "default": ["/tmp"]},  # noqa: S108 (in the container)  # nosec B108
    "memory": {"type": "str", "default": "1g"},
    "timeout_seconds": {"type": "int", "default": 600},
    "exit_codes": {"type": "list", "elements": "int", "default": [0]},
    "changes": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Run it. Result: exit_code, output, stdout; no change, unless it was said to make one."""
    wanted = Run(
        environment=params["environment"],
        name=params["name"],
        image=params["image"],
        command=tuple(params["command"]),
        entrypoint=tuple(params["entrypoint"]),
        mounts=tuple(Mount(**mount) for mount in params["mounts"]),
        networks=tuple(params["networks"]),
        user=params["user"],
        variables={name: str(value) for name, value in params["variables"].items()},
        directory=params["directory"],
        scratch=tuple(params["scratch"]),
        memory=params["memory"],
        timeout_seconds=params["timeout_seconds"],
    )
    client = ContainerRun(wanted, params["stdin"]).accepting(params["exit_codes"])
    result = converge(
        read=client.read,
        plan=lambda ended: plan(ended, wanted),
        client=client,
        check=check,
        describe=_facts,
    )
    return result if params["changes"] else {**result, **report([])}


def _facts(ended: Ended | None) -> dict[str, t.Any]:
    return {} if ended is None else {"exit_code": ended.exit_code, "output": ended.output, "stdout": ended.stdout}
