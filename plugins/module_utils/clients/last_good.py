"""What a stack's files held when it last ran well, until the new ones have proved themselves."""

from __future__ import annotations

import json
import os
import shutil
import stat

from .config_files import replace


class LastGood:
    """Keeps the files of one directory that a run is about to change, and can put them back.

    It outlives a killed run: what it keeps is what stood there when the stack last became healthy.
    """

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._kept = os.path.join(directory, ".last-good")

    def keep(self, path: str) -> None:
        """Keep a file as it is, unless an earlier version is kept already."""
        name = os.path.relpath(path, self._directory)
        copy = os.path.join(self._kept, name)
        if not os.path.isfile(path) or os.path.exists(f"{copy}.rights"):
            return
        os.makedirs(self._kept, mode=0o700, exist_ok=True)
        found = os.stat(path)
        with open(path, "rb") as opened:
            replace(copy, opened.read(), "0400", "")
        rights = {"mode": f"{stat.S_IMODE(found.st_mode):04o}", "owner": f"{found.st_uid}:{found.st_gid}"}
        replace(f"{copy}.rights", json.dumps(rights).encode(), "0400", "")

    def is_kept(self) -> bool:
        """Whether a run has changed files and hasn't seen them prove themselves."""
        return os.path.isdir(self._kept)

    def restore(self) -> bool:
        """Put back what is kept. Returns whether there was a definition to go back to."""
        names = self._names()
        for name in names:
            copy = os.path.join(self._kept, name)
            with open(copy, "rb") as content, open(f"{copy}.rights", encoding="utf-8") as rights:
                replace(os.path.join(self._directory, name), content.read(), **json.load(rights))
        return "compose.yaml" in names

    def forget(self) -> None:
        """The new files have proved themselves, or the old ones are back."""
        shutil.rmtree(self._kept, ignore_errors=True)

    def _names(self) -> list[str]:
        paths = [os.path.join(folder, file) for folder, __, files in os.walk(self._kept) for file in files]
        names = [os.path.relpath(path, self._kept) for path in paths if path.endswith(".rights")]
        return [name.removesuffix(".rights") for name in names]
