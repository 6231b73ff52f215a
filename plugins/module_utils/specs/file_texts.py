"""file_texts: what a set of files holds, in one task; it changes nothing."""

from __future__ import annotations

import typing as t

from ..clients.file_texts import read
from ..converge import report
from ..plans.file_texts import texts

ARGUMENTS: dict[str, t.Any] = {
    "files": {"type": "dict", "required": True},
    "may_miss": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Read them. Result: texts, by name."""
    named = {name: path for name, path in params["files"].items() if path}
    return {**report([]), "texts": texts(read(named), params["may_miss"] or check)}
