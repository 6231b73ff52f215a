"""The argument spec of example_repositories, and its run."""

from __future__ import annotations

import base64
import typing as t

from ..clients.example_repositories import ExampleRepositories
from ..converge import converge
from ..plans.example_repositories import plan
from ..plans.git_objects import File, Folder, store

FILE: dict[str, t.Any] = {
    "path": {"type": "str", "required": True},
    "content": {"type": "str", "required": True},
    "executable": {"type": "bool", "default": False},
}

ARGUMENTS: dict[str, t.Any] = {
    "repositories": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "path": {"type": "path", "required": True},
            "folder": {"type": "str", "required": True},
            "files": {"type": "list", "elements": "dict", "default": [], "options": FILE},
        },
    },
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Lay down the repositories. Result: commits, path -> commit."""
    folders = {one["path"].rstrip("/"): _folder(one["files"]) for one in params["repositories"]}
    commits = {path: folder.commit for path, folder in folders.items()}
    client = ExampleRepositories(folders)
    return converge(
        read=client.read,
        plan=lambda actual: plan(actual, commits),
        client=client,
        check=check,
        describe=lambda _: {"commits": commits},
    )


def _folder(files: list[dict[str, t.Any]]) -> Folder:
    return store(File(file["path"], base64.b64decode(file["content"]), file["executable"]) for file in files)
