"""What the hub is told by files: settings that it reads when it starts, and two that may change while it runs."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import typing as t

FOLDER = pathlib.Path(os.environ.get("MAP_HUB_FOLDER", "/etc/map/hub"))
RELEASE = pathlib.Path(os.environ.get("MAP_HUB_RELEASE", "/etc/map/release/images.json"))
SECRETS = pathlib.Path(os.environ.get("MAP_HUB_SECRETS", "/run/secrets"))
DATA = pathlib.Path(os.environ.get("MAP_HUB_DATA", "/data"))
DATABASE = DATA / "jupyterhub.sqlite"
GUEST = "gh-"
"""How the hub's names begin of those who are let in by an organization alone. No person's name has a dash."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """Of one container. memory: bytes; cpus: cores' worth of time; pids: processes and threads."""

    memory: int
    cpus: float
    pids: int


@dataclasses.dataclass(frozen=True)
class Person:
    """Someone on the list of people. name: of the database account, and in the hub; github: the login."""

    name: str
    github: str
    admin: bool
    limits: Limits


@dataclasses.dataclass(frozen=True)
class People:
    """Who is on the list, and what those may take who aren't."""

    listed: tuple[Person, ...]
    guests: Limits

    def by_login(self, login: str) -> Person | None:
        """Logins are the same in capital and small letters, as GitHub has it."""
        return next((person for person in self.listed if person.github.lower() == login.lower()), None)

    def by_name(self, name: str) -> Person | None:
        return next((person for person in self.listed if person.name == name), None)

    def limits(self, name: str) -> Limits:
        person = self.by_name(name)
        return person.limits if person else self.guests


def settings() -> dict[str, t.Any]:
    """What doesn't change while the hub runs."""
    return t.cast("dict[str, t.Any]", _read("settings.json"))


def people() -> People:
    """The list as it is now."""
    given = _read("people.json")
    listed = (Person(**{**person, "limits": Limits(**person["limits"])}) for person in given["people"])
    return People(tuple(listed), Limits(**given["guests"]))


def image() -> str:
    """The image that new servers get. The gate before the engine reads the same file, so that both change at once."""
    return str(json.loads(RELEASE.read_text())[0])


def secret(name: str) -> str:
    """A secret; an empty one is refused."""
    text = (SECRETS / name).read_text().strip()
    if not text:
        raise SystemExit(f"The file {SECRETS / name} is empty. Give the hub its secret.")
    return text


def _read(name: str) -> t.Any:
    return json.loads((FOLDER / name).read_text())
