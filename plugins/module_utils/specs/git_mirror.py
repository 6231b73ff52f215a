"""The argument spec of git_mirror, and its run."""

from __future__ import annotations

import functools
import typing as t

from ..clients.git_access import granted
from ..clients.git_mirror import GitMirror
from ..converge import converge
from ..plans.git_mirror import Actual, Wanted, plan

ARGUMENTS: dict[str, t.Any] = {
    "repository": {"type": "str", "required": True},
    "commit": {"type": "str", "required": True},
    "path": {"type": "path", "required": True},
    "token": {"type": "str", "no_log": True, "default": ""},
    "token_user": {"type": "str", "default": "x-access-token", "no_log": False},
    "ssh_key": {"type": "str", "no_log": True, "default": ""},
    "ssh_known_hosts": {"type": "str", "default": ""},
    "wait_seconds": {"type": "int", "default": 600},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Have the mirror hold the commit. Result: path, commit."""
    path = params["path"].rstrip("/")
    wanted = Wanted(params["repository"], params["commit"], path, token=bool(params["token"]))
    access = functools.partial(
        granted,
        wanted.repository,
        params["token_user"],
        params["token"],
        params["ssh_key"],
        params["ssh_known_hosts"],
    )
    client = GitMirror(wanted, params["wait_seconds"], access)
    return converge(
        read=Actual if check and params["assume_empty"] else client.read,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda _: {"path": path, "commit": wanted.commit},
    )
