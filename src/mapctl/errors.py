"""What ends the command without a traceback, and the codes with which it ends."""

from __future__ import annotations

import difflib
import typing as t

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


def advice(name: str, known: t.Sequence[str], otherwise: str = "") -> str:
    """What to do about a name that isn't there: the one that was probably meant, or those that are there."""
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return otherwise or f"There are: {', '.join(known)}."
