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
import pathlib
import socket
import tempfile
import typing as t

from . import children, place
from .errors import LockedError

TIME = "%Y-%m-%d %H:%M:%S UTC"
"""How moments are written."""


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
    now = datetime.datetime.now(datetime.UTC).strftime(TIME)
    return Holder(_user(), socket.gethostname(), os.getpid(), does, now)


def described(environment: str, word: str, kind: str) -> str:
    """The command as it is remembered: never with values that somebody typed."""
    return " ".join(part for part in ("mapctl", kind, environment, word if word != place.SITE else "") if part)


@contextlib.contextmanager
def held(values: dict[str, t.Any], embedded: bool, does: str, stop: children.Interruption) -> t.Iterator[None]:
    """Hold the lock of the environment whose settings these are. stop: ends the run when the lock is lost.

    Raises LockedError when somebody else holds it.
    """
    holder = me(does)
    if embedded:
        with _on_disk(values["map_environment"], holder):
            yield
    else:
        from . import cloud_lock  # noqa: PLC0415 (imports boto3)

        with cloud_lock.held(values, holder, stop):
            yield


@contextlib.contextmanager
def _on_disk(name: str, holder: Holder) -> t.Iterator[None]:
    """One file for the whole machine: environments of one name have the same containers, whoever's the checkout is."""
    with _opened(_folder() / f"mapctl-{name}.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _holder(file).refusal(name, "Wait until that has ended.") from None
        try:
            _write(file, json.dumps(dataclasses.asdict(holder)))
            yield
        finally:
            _write(file, "")


def _folder() -> pathlib.Path:
    """Where all users of this machine may write."""
    here = pathlib.Path("/run/lock")
    return here if os.access(here, os.W_OK) else pathlib.Path(tempfile.gettempdir())


def _opened(path: pathlib.Path) -> t.TextIO:
    """The file, writable for all. One of somebody else can't be opened with O_CREAT in such a folder."""
    before = os.umask(0)
    try:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666))
        return os.fdopen(os.open(path, os.O_RDWR | os.O_NOFOLLOW), "r+", encoding="utf-8")
    finally:
        os.umask(before)


def _write(file: t.TextIO, text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _holder(file: t.TextIO) -> Holder:
    """Who wrote the file; it is empty for the moment between taking the lock and saying so."""
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError):
        return Holder("somebody", socket.gethostname(), 0, "mapctl", "a moment ago")


def _user() -> str:
    """Who works here, also behind sudo and where the system has no name for the user."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
