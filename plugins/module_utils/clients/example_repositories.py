"""Bare git repositories on this host, written without git: objects first, the branch that needs them last."""

from __future__ import annotations

import contextlib
import hashlib
import os
import typing as t
import zlib

from ..plan import MapError
from ..plans.example_repositories import BRANCH, Actual
from ..plans.git_objects import Folder
from .config_files import replace

CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


class ExampleRepositories:
    """Reads the repositories, and lays them down. folders: path -> what the repository there shall hold"""

    def __init__(self, folders: dict[str, Folder]) -> None:
        self._repositories = {path: _Repository(path, folder) for path, folder in folders.items()}

    def read(self) -> dict[str, Actual]:
        """What is at each path."""
        return {path: repository.read() for path, repository in self._repositories.items()}

    def lay_down(self, path: str) -> None:
        """Write what is missing there. Whatever stops this, the branch never points at a commit that isn't whole."""
        self._repositories[path].lay_down()


class _Repository:
    def __init__(self, path: str, folder: Folder) -> None:
        self._path = path
        self._folder = folder

    def read(self) -> Actual:
        with self._named():
            if not os.path.lexists(self._path):
                return Actual()
            if not os.path.isdir(self._path):
                return Actual("other")
            if not os.path.exists(self._at("HEAD")):
                # Without HEAD it is ours only if a run was stopped in the middle, or it is empty.
                begun = {"config", "objects", "refs"}.issuperset(
                    name for name in os.listdir(self._path) if not name.endswith(".map-unfinished")
                )
                return Actual("absent" if begun else "other")
            missing = any(not self._is_whole(identity) for identity in self._folder.objects)
            return Actual("repository", self._tip(), missing)

    def lay_down(self) -> None:
        with self._named():
            for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
                os.makedirs(self._at(name), mode=0o755, exist_ok=True)
            for identity, content in self._folder.objects.items():
                if not self._is_whole(identity):
                    replace(self._object(identity), zlib.compress(content), "0444", "")
            replace(self._at("config"), CONFIG.encode(), "0644", "")
            replace(self._at(f"refs/heads/{BRANCH}"), f"{self._folder.commit}\n".encode(), "0644", "")
            replace(self._at("HEAD"), f"ref: refs/heads/{BRANCH}\n".encode(), "0644", "")

    def _tip(self) -> str:
        try:
            with open(self._at(f"refs/heads/{BRANCH}"), encoding="ascii") as opened:
                return opened.read().strip()
        except FileNotFoundError:
            return ""

    def _is_whole(self, identity: str) -> bool:
        try:
            with open(self._object(identity), "rb") as opened:
                content = zlib.decompress(opened.read())
        except (FileNotFoundError, zlib.error):
            return False
        return hashlib.sha1(content, usedforsecurity=False).hexdigest() == identity

    def _object(self, identity: str) -> str:
        return self._at(f"objects/{identity[:2]}/{identity[2:]}")

    def _at(self, name: str) -> str:
        return os.path.join(self._path, name)

    @contextlib.contextmanager
    def _named(self) -> t.Iterator[None]:
        try:
            yield
        except OSError as error:
            raise MapError(
                f"The repository {self._path} can't be read or written: {error}. "
                "Look at the rights of its folder and at the free space (df), and run it again."
            ) from error
