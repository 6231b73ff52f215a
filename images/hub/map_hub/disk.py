"""Files that survive a power cut."""

from __future__ import annotations

import os
import pathlib


def sync(path: pathlib.Path) -> None:
    """Return when the file's content is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
