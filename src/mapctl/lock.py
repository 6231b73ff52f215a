"""One lock for each environment: who changes it is alone, and others are told who it is.

An environment on this machine is locked by a file, which the system gives back when its holder dies. One in the cloud
is locked there, for all operators: see cloud_lock.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import fcntl
import getpass
import json
import os
import socket
import typing as t

from . import children, place
from .errors import LockedError


@dataclasses.dataclass(frozen=True)
class Holder:
    """Who holds a lock: the user, the machine, the process there, what it does, and since when (UTC)."""

    who: str
    host: str
    process: int
    does: str
    since: str

    def refusal(self, environment: str, advice: str) -> LockedError:
        """What somebody is told who comes second."""
        where = f"{self.who} on {self.host} (process {self.process})"
        return LockedError(f"'{environment}' is being changed by {where}: `{self.does}`, since {self.since}. {advice}")


def me(does: str) -> Holder:
    """This process. does: the command as it was given, without secrets"""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return Holder(getpass.getuser(), socket.gethostname(), os.getpid(), does, now)


def described(environment: str, word: str, kind: str) -> str:
    """The command as it is remembered: never with values that somebody typed."""
    return " ".join(part for part in ("mapctl", kind, environment, word if word != place.SITE else "") if part)


@contextlib.contextmanager
def held(
    environment: place.Environment, values: dict[str, t.Any], embedded: bool, does: str, stop: children.Interruption
) -> t.Iterator[None]:
    """Hold the environment's lock. values: its settings; stop: asked to end the run when the lock is lost.

    Raises LockedError when somebody else holds it.
    """
    holder = me(does)
    if embedded:
        with _on_disk(environment, holder):
            yield
    else:
        from . import cloud_lock  # noqa: PLC0415 (imports boto3)

        with cloud_lock.held(values, holder, stop):
            yield


@contextlib.contextmanager
def _on_disk(environment: place.Environment, holder: Holder) -> t.Iterator[None]:
    environment.kept.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(environment.kept / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _holder(file).refusal(environment.name, "Wait until that has ended.") from None
        file.truncate()
        file.write(json.dumps(dataclasses.asdict(holder)))
        file.flush()
        yield
        file.seek(0)
        file.truncate()


def _holder(file: t.TextIO) -> Holder:
    """Who wrote the file; it is empty for the moment between taking the lock and saying so."""
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError):
        return Holder("somebody", socket.gethostname(), 0, "mapctl", "a moment ago")
