"""Reads files of this host that somebody else wrote."""

from __future__ import annotations

import pathlib

from ..plans.file_texts import Found


def read(files: dict[str, str]) -> list[Found]:
    """What each file holds, or why it can't be told."""
    return [_found(setting, path) for setting, path in files.items()]


def _found(setting: str, path: str) -> Found:
    try:
        return Found(setting, path, pathlib.Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Found(setting, path, None)
    except (OSError, UnicodeDecodeError) as error:
        return Found(setting, path, None, str(error))
