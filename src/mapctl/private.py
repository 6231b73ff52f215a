"""A folder for one run, which only its user can read, in memory where there is such a place, and gone afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile
import time
import typing as t

_PREFIX = "mapctl-"
_MARK = "in-use"
"""A file in the folder that its run keeps locked; the system lets go of it when the run dies."""

_YOUNG_SECONDS = 60.0


@contextlib.contextmanager
def folder() -> t.Iterator[pathlib.Path]:
    """A new folder of mode 0700; removed at the end. What killed runs of this user left is removed first."""
    parent = memory()
    _sweep(parent)
    made = pathlib.Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getuid()}-{os.getpid()}-", dir=parent))
    try:
        with (made / _MARK).open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)
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
    for name in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108 (files of mode 0600 in a folder of 0700)  # nosec B108
        if name and os.path.isdir(name) and os.access(name, os.W_OK):
            return pathlib.Path(name)
    return pathlib.Path(tempfile.gettempdir())


def _sweep(parent: pathlib.Path) -> None:
    for left in parent.glob(f"{_PREFIX}{os.getuid()}-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_uid == os.getuid() and not _is_used(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_used(left: pathlib.Path) -> bool:
    """Whether the run that made a folder is at work; one that has no mark yet may have been made just now."""
    try:
        with (left / _MARK).open() as mark:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return time.time() - left.stat().st_mtime < _YOUNG_SECONDS
    except BlockingIOError:
        return True
    return False
