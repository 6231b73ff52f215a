"""A folder for one run, which only its user can read, in memory where there is such a place, and gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import tempfile
import typing as t

import psutil

_PREFIX = "mapctl-"


@contextlib.contextmanager
def folder() -> t.Iterator[pathlib.Path]:
    """A new folder of mode 0700; removed at the end. What killed runs of this user left is removed first."""
    parent = memory()
    _sweep(parent)
    started = int(psutil.Process().create_time())
    made = pathlib.Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getuid()}-{os.getpid()}-{started}-", dir=parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def write(path: pathlib.Path, text: str) -> pathlib.Path:
    """Write a file that only its owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def memory() -> pathlib.Path:
    """A file system in memory if there is one that this user may write, else the system's folder for such files."""
    for name in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108 (files of mode 0600 in a folder of 0700)
        if name and os.path.isdir(name) and os.access(name, os.W_OK):
            return pathlib.Path(name)
    return pathlib.Path(tempfile.gettempdir())


def _sweep(parent: pathlib.Path) -> None:
    for left in parent.glob(f"{_PREFIX}{os.getuid()}-*"):
        _, _, process, started, *_ = left.name.split("-")
        if not _runs(int(process), int(started)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int, started: int) -> bool:
    """Whether the process that made a folder is still there; numbers of processes are used again."""
    try:
        return abs(psutil.Process(process).create_time() - started) < 2
    except psutil.NoSuchProcess:
        return False
