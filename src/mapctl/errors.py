"""What ends the command without a traceback, and the codes with which it ends."""

from __future__ import annotations

NOTHING_TO_DO = 0
FAILED = 1
SOMETHING_TO_DO = 2
LOCKED = 3
INTERRUPTED = 130


class MapctlError(Exception):
    """What is wrong, with its name, and what to do about it: two sentences. code: with which the command ends"""

    code = FAILED


class LockedError(MapctlError):
    """Somebody else is changing the environment."""

    code = LOCKED


class InterruptedRunError(MapctlError):
    """The run was stopped by a signal."""

    code = INTERRUPTED
