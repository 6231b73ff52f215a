"""Which GitHub account belongs to which name of the hub: a login that somebody else took over opens nothing."""

from __future__ import annotations

import json
import os
import pathlib

from .disk import sync


class Logins:
    """A file of {name: [login, id]}, written at the first sign-in. GitHub's id stays when a login is renamed."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path

    def is_taken_over(self, name: str, login: str, number: int) -> bool:
        """Whether the login that is known for this name now has another account behind it."""
        known = self._all().get(name)
        return known is not None and known[0] == login.lower() and known[1] != number

    def is_other(self, name: str, number: int) -> bool:
        """Whether this name was another account's until now."""
        known = self._all().get(name)
        return known is not None and known[1] != number

    def is_same(self, name: str, number: int) -> bool:
        """Whether this name is this account's, whatever its login is called today."""
        known = self._all().get(name)
        return known is not None and known[1] == number

    def keep(self, name: str, login: str, number: int) -> None:
        known = self._all()
        if known.get(name) != [login.lower(), number]:
            self._write({**known, name: [login.lower(), number]})

    def forget(self, name: str) -> None:
        known = self._all()
        if known.pop(name, None):
            self._write(known)

    def _all(self) -> dict[str, list[str | int]]:
        try:
            return dict(json.loads(self._path.read_text()))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise OSError(f"{self._path} is damaged: {error}. Bring it back from a backup of the volume.") from error

    def _write(self, known: dict[str, list[str | int]]) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(known, indent=1))
        sync(new)
        os.replace(new, self._path)
