"""A password that changes without ever being lost: it is written down before it is used, and settled afterwards.

It is kept in the person's folder, then the server is told, then it goes into the configuration, then it is no longer
kept. Whatever stops this in between, settle() finds out by logging in which of the two passwords is in use.
"""

from __future__ import annotations

import contextlib
import typing as t

from .login import LoginError, opens
from .places import Places, read_json, write, write_json

KEY = "database.password"


class SecretError(Exception):
    """What is wrong, and what to do."""


def settings(places: Places) -> dict[str, t.Any]:
    """The person's configuration. Raises SecretError."""
    try:
        return read_json(places.configuration)
    except (OSError, ValueError) as error:
        raise SecretError(f"{places.configuration} can't be read: {error}. Start your server again.") from None


def usable(places: Places) -> list[t.Any]:
    """Passwords that may be in use: the person's, and the delivered one, which the operator may have set anew."""
    found = [settings(places).get(KEY)]
    with contextlib.suppress(OSError, ValueError):
        found.append(read_json(places.offered).get(KEY))
    return list(dict.fromkeys(password for password in found if isinstance(password, str)))


def keep(places: Places, password: str) -> None:
    """Write it down before it is used."""
    write(places.pending, password)


def kept(places: Places) -> str | None:
    with contextlib.suppress(FileNotFoundError):
        return places.pending.read_text(encoding="utf-8")
    return None


def record(places: Places, password: str) -> None:
    """From now on DataJoint uses it; it is the person's own, so nothing that is delivered replaces it."""
    write_json(places.configuration, {**settings(places), KEY: password})


def drop(places: Places) -> None:
    places.pending.unlink()


def settle(places: Places) -> list[str]:
    """Find out what became of a change that was stopped; what the person should know. Raises SecretError."""
    password = kept(places)
    if password is None:
        return []
    found = settings(places)
    try:
        if opens(found, password):
            record(places, password)
            drop(places)
            return ["Your new database password is in use; the change had been interrupted."]
        if any(opens(found, other) for other in usable(places)):
            drop(places)
            return ["Your database password is still the old one; the change had been interrupted. Run map-password."]
    except LoginError as error:
        raise SecretError(f"It is not known yet whether your password was changed: {error}") from None
    raise SecretError(
        f"The database takes neither your old password nor the new one in {places.pending}. "
        "Ask who runs this system for another one."
    )
