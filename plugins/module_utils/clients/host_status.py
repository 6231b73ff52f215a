"""Looks at a host: its container engine, its disks and its certificates; it changes nothing."""

from __future__ import annotations

import datetime
import os
import pathlib
import typing as t

from ..plan import MapError
from ..plans.host_status import Engine, Folder, Found
from . import certificate_status, docker_data, engine_status


class HostStatus:
    """One environment on this host. root: its folder; sites: names at which browsers reach it -> port"""

    def __init__(self, environment: str, root: str, sites: dict[str, int]) -> None:
        self._environment = environment
        self._root = root
        self._sites = sites

    def read(self) -> Found:
        """All of it; a part that can't be read is an error among the facts."""
        engine, ports = self._engine()
        return Found(
            engine=engine,
            folders=(_folder("environment", self._root), _engine_folder(engine)),
            certificates=(
                *certificate_status.served(self._sites, ports),
                *certificate_status.kept(pathlib.Path(self._root) / "ca"),
            ),
            now=datetime.datetime.now(datetime.UTC),
        )

    def _engine(self) -> tuple[Engine | MapError, list[tuple[str, int]]]:
        """The engine, and where the reverse proxy is published."""
        try:
            return engine_status.read(self._environment)
        except MapError as error:
            return error, []


def _engine_folder(engine: Engine | MapError) -> Folder | MapError:
    """The disk of the engine's data, also when it doesn't answer: that disk may be full, which is why."""
    try:
        return _folder("engine", engine.folder if isinstance(engine, Engine) else docker_data.folder())
    except MapError as error:
        return error


def _folder(what: str, path: str) -> Folder | MapError:
    """The disk on which a folder is, or will be."""
    for place in (pathlib.Path(path), *pathlib.Path(path).parents):
        try:
            found = os.statvfs(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return MapError(f"{place} can't be looked at: {error.strerror}. Give this user the right to it.")
        return Folder(what, path, str(place), found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)
    return t.cast("Folder | MapError", MapError(f"{path} is no whole path. Correct map_root."))
