"""Runs on one host take turns at what they share."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import typing as t

from ..plan import MapError


@contextlib.contextmanager
def turn(path: str, what: str, seconds: float) -> t.Iterator[int]:
    """Hold a lock file, made if it isn't there, or a folder, as soon as nobody else does.

    It ends with the last process that has the handle that this gives. what: at which others work; seconds: to wait
    """
    handle = os.open(path, os.O_RDONLY if os.path.isdir(path) else os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        _wait_for(handle, what, seconds)
        yield handle
    finally:
        os.close(handle)


def _wait_for(handle: int, what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise MapError(
                    f"Another run has been at {what} for {seconds:.0f} seconds. "
                    "Wait until it has ended, and run it again."
                ) from None
        time.sleep(0.2)
