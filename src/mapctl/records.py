"""What the command remembers of an environment: one small file for each run, whole or not there."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import pathlib
import secrets
import subprocess
import typing as t

from . import lock, place, show
from .changes import Change
from .runs import Result

KEPT = 500
"""How many records of a kind are kept; the oldest go first."""

Record = dict[str, t.Any]


def of_run(command: str, word: str, result: Result, exit_code: int, environment: place.Environment) -> Record:
    """A run as it is remembered: who, when, with what, and which changes. No value of anything is in it."""
    began = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=result.seconds)
    holder = lock.me(command)
    return {
        "when": began.strftime(lock.TIME),
        "who": holder.who,
        "host": holder.host,
        "command": command,
        "word": word,
        "commit": commit(environment.folder),
        "outcome": result.outcome,
        "exit": exit_code,
        "seconds": round(result.seconds, 1),
        "changes": [list(change.name) for change in result.changes],
        "failed": [{"host": one.host, "role": one.role, "task": one.task} for one in result.failures],
    }


def keep(environment: place.Environment, record: Record) -> None:
    """Remember a run. Where that can't be written, the run isn't worse for it: it is said and nothing more."""
    try:
        write(environment, "history", record)
    except OSError as error:
        show.error(
            f"This run can't be remembered in {environment.kept}: {error.strerror}. Look at its owner and its space."
        )


def write(environment: place.Environment, kind: str, record: Record) -> pathlib.Path:
    """Keep a record; its file's name begins with the time, so that names sort by age."""
    folder = environment.kept / kind
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%f")
    path = folder / f"{stamp}-{secrets.token_hex(2)}.json"
    draft = path.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(record, indent=1, default=str) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    for old in sorted(folder.glob("*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def all_of(environment: place.Environment, kind: str) -> list[Record]:
    """The records of a kind, the oldest first. A file that isn't whole is left out."""
    found = []
    for path in sorted((environment.kept / kind).glob("*.json")):
        with contextlib.suppress(ValueError, OSError):
            found.append(json.loads(path.read_text(encoding="utf-8")))
    return found


def named(changes: t.Iterable[Change]) -> list[str]:
    """The changes' names, as they are compared from one report to the next."""
    return sorted(" ".join(change.name) for change in changes)


def commit(folder: pathlib.Path) -> str:
    """The commit in which the environment's files are, with a + when files differ from it; "" outside of git."""
    found = _git(folder, "describe", "--always", "--abbrev=12", "--dirty=+")
    # git describe doesn't look at files that were never committed.
    return f"{found}+" if found and not found.endswith("+") and _git(folder, "status", "--porcelain", ".") else found


def _git(folder: pathlib.Path, *words: str) -> str:
    """What git says; "" where there is none, and outside of it."""
    with contextlib.suppress(FileNotFoundError):
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""
