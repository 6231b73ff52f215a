"""Files of certificates on this machine that hosts are to get."""

from __future__ import annotations

import pathlib
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError


def read(path: pathlib.Path, planned: bool) -> str:
    """The file's text. planned: whether one that isn't there is about to be made. Raises MapError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if planned:
            return UNKNOWN
        raise _error(path, "isn't on this machine") from None
    except (OSError, UnicodeDecodeError):
        raise _error(path, "can't be read") from None
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise _error(path, "holds no certificate")
    return text


def problems(wanted: t.Any, folder: pathlib.Path, planned: bool) -> t.Iterator[str]:
    """What is wrong with the files that authorities_files names. folder: the environment's"""
    for here in wanted.values() if isinstance(wanted, dict) else ():
        try:
            read(folder / pathlib.Path(str(here)).expanduser(), planned)
        except MapError as error:
            yield str(error)


def _error(path: pathlib.Path, what: str) -> MapError:
    return MapError(
        f"The file of certificates {path} {what}, and hosts are to get it. Put it there, as docs/environments.md says "
        "of those of RDS, or correct authorities_files."
    )
