"""A bare mirror of a git repository on this host. Commits that were asked for are pinned by refs/map/<commit>."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import time
import typing as t

from ..plan import MapError
from ..plans.git_mirror import Actual, Wanted
from .config_files import unfinished
from .git import Access, Done, git
from .git_faults import as_error, is_refused, may_pass
from .turn import turn

PAUSES = (1.0, 4.0, 15.0)
"""Seconds before a fetch that the network failed is tried again."""

EVERYTHING = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/remotes/tags/*")
PARTS = ("HEAD", "objects", "refs")


class GitMirror:
    """Reads the mirror, makes it and fetches the wanted commit. seconds: that fetching may take in all"""

    def __init__(self, wanted: Wanted, seconds: int, access: t.Callable[[], t.ContextManager[Access]]) -> None:
        self._wanted = wanted
        self._path = wanted.path
        self._ref = f"refs/map/{wanted.commit}"
        self._seconds = float(seconds)
        self._access = access

    def read(self) -> Actual:
        """What is at the path; asks no network, and no git while nothing is there."""
        with self._named():
            if not os.path.lexists(self._path) or self._is_empty():
                return Actual()
            if not self._is_repository():
                return Actual("other")
            return self._judge(git(self._path, "rev-parse", "--quiet", "--verify", self._ref))

    def create(self) -> None:
        """Make the mirror beside its place, then move it there whole."""
        with self._turn():
            if self._is_repository():
                return
            copy = unfinished(self._path)
            shutil.rmtree(copy, ignore_errors=True)
            os.mkdir(copy, mode=0o755)
            done = git(copy, "init", "--quiet", "--bare", "--initial-branch=main", "--template=", copy)
            if done.code:
                raise MapError(f"The repository {self._path} can't be made: {done.error}. Look at its folder (df, ls).")
            os.rename(copy, self._path)

    def fetch(self) -> None:
        """Fetch the commit with its history and pin it."""
        with self._turn() as turn:
            self._remove_leftovers()
            with self._access() as access:
                end = time.monotonic() + self._seconds
                done = self._persist(access, turn, end, self._wanted.commit)
                if done.code > 0 and not may_pass(done) and not is_refused(done):
                    # Some servers give no commit by its id, only what their branches and tags lead to.
                    done = self._persist(access, turn, end, *EVERYTHING)
            if done.code:
                raise as_error(done, self._wanted.repository, self._wanted.commit, self._seconds)
            self._pin()

    def _persist(self, access: Access, turn: int, end: float, *what: str) -> Done:
        """Fetch; again after a pause when the network failed, while there is time."""
        words = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--prune"]
        if self._wanted.repository.startswith("file://"):
            # The other end is a git of its own, which asks who owns that repository.
            words.append("--upload-pack=git -c safe.directory=* upload-pack")
        words += ["--end-of-options", self._wanted.repository, *what]
        for pause in (*PAUSES, None):
            left = max(end - time.monotonic(), 1.0)
            done = git(self._path, *words, seconds=left, access=access, keep=(turn,))
            if pause is None or not may_pass(done) or time.monotonic() + pause > end:
                break
            time.sleep(pause)
        return done

    def _pin(self) -> None:
        commit, repository = self._wanted.commit, self._wanted.repository
        kind = git(self._path, "cat-file", "-t", commit).output.decode().strip()
        if not kind:
            raise MapError(
                f"The commit {commit} is not in {repository}. Check both: was it pushed, and is it another "
                "repository's, or one that was taken back?"
            )
        if kind != "commit":
            raise MapError(
                f"{commit} is no commit in {repository} but a {kind}. "
                f"Write what 'git rev-parse {commit[:12]}^{{commit}}' gives."
            )
        done = git(self._path, "update-ref", self._ref, commit)
        if done.code:
            raise MapError(f"The commit {commit} can't be pinned in {self._path}: {done.error}. Look at the disk (df).")

    def _judge(self, found: Done) -> Actual:
        """Whether the pinned commit is there with all that belongs to it."""
        if found.code:
            return Actual("repository")
        done = git(self._path, "rev-list", "--objects", "--no-walk", self._ref)
        has = done.code == 0 and done.output.decode(errors="replace").startswith(self._wanted.commit)
        return Actual("repository", has, done.error if done.code else "")

    def _is_repository(self) -> bool:
        return all(os.path.exists(os.path.join(self._path, part)) for part in PARTS)

    def _is_empty(self) -> bool:
        return os.path.isdir(self._path) and not os.listdir(self._path)

    def _remove_leftovers(self) -> None:
        """What a killed git left behind. We hold the turn, and so would a git of ours that still runs."""
        for pattern in ("**/*.lock", "objects/**/tmp_*", "objects/pack/.tmp*"):
            for path in pathlib.Path(self._path).glob(pattern):
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _turn(self) -> t.Iterator[int]:
        """Run alone in the folder of mirrors. Ends with the last process that holds the handle it gives."""
        parent = os.path.dirname(self._path)
        with self._named():
            os.makedirs(parent, mode=0o755, exist_ok=True)
            with turn(parent, parent, self._seconds) as handle:
                yield handle

    @contextlib.contextmanager
    def _named(self) -> t.Iterator[None]:
        try:
            yield
        except OSError as error:
            raise MapError(
                f"The repository {self._path} can't be read or written: {error}. "
                "Look at the rights of its folder and at the free space (df), and run it again."
            ) from error
