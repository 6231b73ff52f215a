"""Files in DataJoint's external stores: placed whole, and removed only when no row needs them.

DataJoint uploads an object at once, but its row becomes visible when the job's transaction is committed. So a job
that is killed in between leaves an object that no row knows. Therefore a path holds a digest of the content, and the
same job makes the same content: run again, it places the same object, and nothing is there twice.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
import typing as t
import uuid
from pathlib import Path

import datajoint as dj
from datajoint.hash import uuid_from_buffer

log = logging.getLogger(__name__)

PARTIAL = ".partial"


def stage(store: str) -> Path:
    """The folder of this machine that a store's files are in before they are uploaded."""
    return Path(dj.config["stores"][store]["stage"])


def write_whole(folder: Path, name: str, content: bytes) -> Path:
    """Write `name-<digest>.png` into a folder: whole or not at all, also when struck in the middle. Its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.png"
    partial = folder / f".{path.name}.{uuid.uuid4().hex}{PARTIAL}"
    partial.write_bytes(content)
    os.replace(partial, path)
    return path


def forget(external: t.Any, path: Path) -> None:
    """Within a job's transaction: drop what the store knows of a path, so that the file there is uploaded again.

    The row may be left from a figure that was deleted, and its object may be gone. A row that is needed is kept by the
    database.
    """
    name = path.relative_to(external.spec["stage"]).as_posix()
    row = external & {"hash": uuid_from_buffer(init_string=name)}
    if row:  # to delete nothing would lock the place where others insert
        row.delete_quick()


def remove_unused(external: t.Any, restriction: str | bool) -> int:
    """Remove external files that no row needs; how many they were.

    A row is locked first, its object removed next, and only then the removal is committed. A job that begins to need
    the file meanwhile waits, and then fails and is tried again; one that already needs it makes the removal fail.
    """
    removed = 0
    for digest, path in (external.unused() & restriction).fetch_external_paths():
        try:
            with external.connection.transaction:
                # None if another clean-up was faster: the object may be somebody's new one by now.
                if (external & {"hash": digest}).delete_quick(get_count=True):
                    external._remove_external_file(path)
                    removed += 1
        except Exception as error:
            log.warning("%s stays in the store: %s", path, error)
    return removed


def remove_partial(folder: Path, seconds: float) -> None:
    """Remove what killed jobs left half written in a folder, some seconds ago or earlier."""
    for path in folder.rglob(f".*{PARTIAL}"):
        try:
            if path.stat().st_mtime < time.time() - seconds:
                path.unlink()
        except FileNotFoundError:
            pass  # another worker was faster
