"""mapctl: plan, apply and look after an environment of mesoscale.map. As a library: run() and what it gives."""

from __future__ import annotations

from .changes import Change
from .errors import LockedError, MapctlError
from .events import Failure
from .library import run
from .passwords import Passwords
from .runs import Result

__all__ = ["Change", "Failure", "LockedError", "MapctlError", "Passwords", "Result", "run"]
