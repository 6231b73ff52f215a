"""ssh_host_keys: the public host keys of instances, pinned in a file of known hosts, all in one task."""

from __future__ import annotations

import shlex
import typing as t

from ..clients import aws
from ..clients.ssh_host_keys import Client
from ..converge import converge, report
from ..plans.ssh_host_keys import Actual, Host, plan, ssh_options

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "state": {"type": "str", "choices": ["present", "read"], "default": "present"},
    "file": {"type": "path", "required": True},
    "hosts": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "name": {"type": "str", "required": True},
            "address": {"type": "str", "required": True},
            "instance_id": {"type": "str", "required": True},
        },
    },
    "wait_seconds": {"type": "int", "default": 600},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Pin the keys of all hosts, or only read which are pinned. Result: ssh_arguments, name -> words for ssh."""
    file, hosts = params["file"], [Host(**one) for one in params["hosts"]]
    asks = params["state"] == "present" and not aws.nothing_there(params, check)
    client = Client(file, hosts, params["aws"] if asks else None, params["wait_seconds"])
    if params["state"] == "read":
        return {**report([]), **_facts(file, hosts, client.read())}
    return converge(
        read=client.read,
        plan=lambda actual: plan(actual, hosts),
        client=client,
        check=check,
        describe=lambda actual: _facts(file, hosts, actual),
    )


def _facts(file: str, hosts: list[Host], actual: Actual) -> dict[str, t.Any]:
    return {"ssh_arguments": {host.name: shlex.join(ssh_options(file, host, actual)) for host in hosts}}
