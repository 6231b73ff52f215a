"""python3 -m pruner FOLDER: keeps the folder small in which figures are copied from the store.

Removes files that are older than an age, then the oldest ones until the rest fits, and folders left empty.
Never a file that changed within the last hour: a job may be about to store it. Says one line for each round.
With --store the folder is the store itself: it is marked as such, and nothing is removed, by later ones neither.
Exit codes: 0 SIGTERM, or once and all went well; 1 once and something stayed; 64 wrong words; 66 no folder;
78 the folder is, or was, the store itself.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import signal
import stat
import sys
import time
import typing as t

YOUNG_SECONDS = 3600
LATE_SECONDS = 1800
NEXT_ROUND = "/tmp/next-round"  # noqa: S108 (a file of one container, which has one user)  # nosec B108
MEBIBYTE = 1024 * 1024
MARK = ".map-store"
"""The file by which a folder is known that is the store itself, so that what is in it are no copies."""


@dataclasses.dataclass(frozen=True)
class File:
    """A regular file. changed: seconds since 1970; size: the bytes that it takes"""

    path: str
    changed: float
    size: int


def choose(files: t.Iterable[File], now: float, oldest_seconds: float, most_bytes: float) -> list[File]:
    """Those to remove, the oldest first: what is too old, then what is too much; never a young one."""
    ordered = sorted(files, key=lambda file: (file.changed, file.path))
    total = sum(file.size for file in ordered)
    chosen = []
    for file in ordered:
        age = now - file.changed
        if age < YOUNG_SECONDS or (age <= oldest_seconds and total <= most_bytes):
            break
        chosen.append(file)
        total -= file.size
    return chosen


def find(folder: str) -> t.Iterator[File]:
    """All regular files below a folder; links are neither followed nor given. What goes meanwhile is left out."""
    for parent, __, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            try:
                found = os.lstat(path)
            except FileNotFoundError:
                continue
            if stat.S_ISREG(found.st_mode):
                yield File(path, found.st_mtime, found.st_blocks * 512)


def prune(folder: str, oldest_seconds: float, most_bytes: float) -> bool:
    """One round. Whether all that should go went."""
    files = list(find(folder))
    removed, failures = [], []
    for file in choose(files, time.time(), oldest_seconds, most_bytes):
        try:
            os.unlink(file.path)
            removed.append(file)
        except FileNotFoundError:
            removed.append(file)
        except OSError as error:
            failures.append(str(error))
    _remove_empty(folder)
    total = sum(file.size for file in files) - sum(file.size for file in removed)
    parts = [f"removed {_amount(removed)}", f"{len(files) - len(removed)} files stay, {total / MEBIBYTE:.1f} MiB"]
    if failures:
        parts.append(f"{len(failures)} could not be removed, the first: {failures[0]}")
    if total > most_bytes:
        parts.append(f"that is above {most_bytes / MEBIBYTE:.1f} MiB, but none of them may go yet")
    print(f"{folder}: {'; '.join(parts)}.", flush=True)  # noqa: T201
    return not failures


def _amount(files: list[File]) -> str:
    return f"{len(files)} files, {sum(file.size for file in files) / MEBIBYTE:.1f} MiB"


def _remove_empty(folder: str) -> None:
    """Remove folders that have been empty for an hour."""
    for parent, __, __ in os.walk(folder, topdown=False):
        try:
            if parent != folder and time.time() - os.lstat(parent).st_mtime > YOUNG_SECONDS:
                os.rmdir(parent)
        except OSError:
            continue


def main(words: list[str]) -> int:
    """Prune again and again until SIGTERM, or once."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wish = _wish(words)
    except SystemExit as end:
        return 0 if end.code in (None, 0) else 64
    if wish.store and os.path.isdir(wish.folder):
        _mark(wish.folder)
    while True:
        fault = _fault(wish)
        if fault:
            code, says = fault
            print(says, file=sys.stderr)  # noqa: T201
            return code
        went = wish.store or prune(wish.folder, wish.max_age_days * 86400, wish.max_mebibytes * MEBIBYTE)
        if wish.once:
            return 0 if went else 1
        _expect(wish.next_round, wish.every_seconds + LATE_SECONDS)
        time.sleep(wish.every_seconds)


def _mark(folder: str) -> None:
    """Once, as it begins: who makes copies of the figures in the store takes the mark away while this is stopped."""
    with open(os.path.join(folder, MARK), "a"):
        pass


def _fault(wish: argparse.Namespace) -> tuple[int, str] | None:
    """Why there is no round: (exit code, what is said)."""
    if not os.path.isdir(wish.folder):
        return 66, f"there is no folder {wish.folder}. Mount the stage there."
    if not wish.store and os.path.exists(os.path.join(wish.folder, MARK)):
        return 78, (
            f"{wish.folder} is the store of figures itself, as {MARK} in it says, so nothing is removed. Copy the "
            "figures to the bucket and remove that file, as docs/workers.md says."
        )
    return None


def _expect(file: str, seconds: float) -> None:
    """Say by when the next round is due; the container's health check reads it."""
    due = time.time() + seconds
    with open(file, "a"):
        os.utime(file, (due, due))


def _wish(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pruner", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=os.path.abspath)
    parser.add_argument("--max-age-days", type=_positive, default=7)
    parser.add_argument("--max-mebibytes", type=_positive, default=20 * 1024)
    parser.add_argument("--every-seconds", type=_positive, default=600)
    parser.add_argument("--next-round", default=NEXT_ROUND, help="the file whose time says when the next round is due")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--store", action="store_true", help="the folder is the store itself: remove nothing")
    return parser.parse_args(words)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number above 0")
    return value
