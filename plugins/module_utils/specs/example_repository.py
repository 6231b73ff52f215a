"""The argument spec of example_repository, and its run."""

from __future__ import annotations

import base64
import typing as t

from ..clients.example_repository import ExampleRepository
from ..converge import converge
from ..plans.example_repository import plan
from ..plans.git_objects import File, store

ARGUMENTS: dict[str, t.Any] = {
    "path": {"type": "path", "required": True},
    "folder": {"type": "str", "required": True},
    "files": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "path": {"type": "str", "required": True},
            "content": {"type": "str", "required": True},
            "executable": {"type": "bool", "default": False},
        },
    },
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Lay down the repository. Result: commit."""
    path = params["path"].rstrip("/")
    folder = store(
        File(file["path"], base64.b64decode(file["content"]), file["executable"]) for file in params["files"]
    )
    client = ExampleRepository(path, folder)
    return converge(
        read=client.read,
        plan=lambda actual: plan(actual, path, folder.commit),
        client=client,
        check=check,
        describe=lambda _: {"commit": folder.commit},
    )
