"""mapctl: plan, apply and look after an environment of mesoscale.map. As a library: run() and what it gives."""

from __future__ import annotations

import importlib
import typing as t

if t.TYPE_CHECKING:
    from .changes import Change
    from .errors import LockedError, MapctlError
    from .events import Failure
    from .library import run
    from .passwords import Passwords
    from .runs import Result

__all__ = ["Change", "Failure", "LockedError", "MapctlError", "Passwords", "Result", "run"]

_PLACES = {
    "Change": "changes",
    "Failure": "events",
    "LockedError": "errors",
    "MapctlError": "errors",
    "Passwords": "passwords",
    "Result": "runs",
    "run": "library",
}


def __getattr__(name: str) -> t.Any:
    """What the library offers, loaded when it is asked for: the command's help need not wait for it."""
    if name in _PLACES:
        return getattr(importlib.import_module(f".{_PLACES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
