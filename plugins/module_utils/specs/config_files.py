"""The argument spec of config_files, and its run."""

from __future__ import annotations

import os
import re
import typing as t

from ..clients.config_files import ConfigFiles
from ..converge import converge
from ..plan import UNKNOWN, refuse
from ..plans.config_files import WantedFile, keyed_digest, plan

FILE_OPTIONS: dict[str, t.Any] = {
    "path": {"type": "str", "required": True},
    "content": {"type": "str"},
    "secret_content": {"type": "str", "no_log": True},
    "mode": {"type": "str"},
    "owner": {"type": "int"},
    "group": {"type": "int"},
    "live": {"type": "bool", "default": False},
}
FILES: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": FILE_OPTIONS,
    "mutually_exclusive": [("content", "secret_content")],
    "required_one_of": [("content", "secret_content")],
}
ARGUMENTS: dict[str, t.Any] = {"files": FILES, "key": {"type": "str", "no_log": True, "default": ""}}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the files to what is wanted; the result's hashes ({path: keyed hash}) are those of the wanted contents."""
    files, contents = prepare(params["files"], params["key"])
    client = ConfigFiles(contents, params["key"])
    return converge(
        read=lambda: client.read(files),
        plan=lambda actual: plan(actual, files),
        client=client,
        check=check,
        describe=lambda _: {"hashes": {file.path: file.digest for file in files}},
    )


def prepare(files: list[dict[str, t.Any]], key: str, folder: str = "/") -> tuple[list[WantedFile], dict[str, bytes]]:
    """The wanted files, and their contents by path. Paths are taken from `folder`."""
    refuse(_problems(files, key, folder))
    wanted, contents = [], {}
    for file in files:
        secret = file["secret_content"] is not None
        path = os.path.join(folder, file["path"])
        contents[path] = (file["secret_content"] if secret else file["content"]).encode()
        wanted.append(
            WantedFile(
                path=path,
                digest=UNKNOWN if UNKNOWN.encode() in contents[path] else keyed_digest(key, contents[path]),
                mode=file["mode"] or ("0400" if secret else "0444"),
                owner=_owner(file),
                text=None if secret else file["content"],
                live=file["live"],
            )
        )
    return wanted, contents


def _problems(files: list[dict[str, t.Any]], key: str, folder: str) -> t.Iterator[str]:
    for file in files:
        path = file["path"]
        inside = os.path.normpath(path) == path and not path.startswith("..")
        if not inside or os.path.isabs(path) != (folder == "/"):
            where = "an absolute path" if folder == "/" else f"a path relative to {folder}"
            yield f"The file '{path}' can't be placed. Write {where}, without '..' and doubled slashes."
        if file["mode"] and not re.fullmatch("0[0-7]{3}", file["mode"]):
            yield f"The file '{path}' has the mode '{file['mode']}'. Write four octal digits in quotes, as \"0444\"."
        if file["secret_content"] is not None and len(key) < 16:
            yield f"The file '{path}' is secret, but the key for its hash is shorter than 16. Set map_label_key."


def _owner(file: dict[str, t.Any]) -> str:
    if file["owner"] is None and file["group"] is None:
        return ""
    user = file["owner"] or 0
    return f"{user}:{user if file['group'] is None else file['group']}"
