"""What the gate lets pass: names, labels and limits of one environment."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

PERSON = r"[a-z0-9](?:[a-z0-9-]{0,125}[a-z0-9])?"
_ENVIRONMENT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class SettingsError(Exception):
    """What is wrong with the settings, in a sentence."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """Limits are of one container.

    user: as whom containers run, as "1000:1000"
    people_folder: on the host; each person's files are in a folder of the person's name, and mounted read-only
    neighbours: names of the containers that may be joined to people's networks, as the proxy
    hosts: entries of a container's own hosts file that are allowed, as "name:address"
    volume_bytes: the quota of a person's volume; 0: none may be asked for, as where the file system has no quotas
    """

    environment: str
    stack: str
    user: str
    people_folder: str
    memory_bytes: int
    cpus: float
    pids: int
    neighbours: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    volume_bytes: int = 0

    def user_name(self, person: str) -> str:
        """The name of a person's container, and of the person's network."""
        return f"map-{self.environment}-user-{person}"

    def volume_name(self, person: str) -> str:
        return f"map-{self.environment}-{self.stack}-{person}"

    def labels(self, person: str) -> dict[str, str]:
        return {**self.shared_labels, "map.person": person}

    @property
    def shared_labels(self) -> dict[str, str]:
        """What everything of this stack has."""
        return {"map.environment": self.environment, "map.stack": self.stack}

    def person_of(self, name: t.Any, kind: str = "user") -> str | None:
        """Whose container or network (kind user) or volume (kind: the stack) a name stands for; None: nobody's."""
        prefix = f"map-{self.environment}-{kind}-"
        if not isinstance(name, str) or not name.startswith(prefix):
            return None
        person = name.removeprefix(prefix)
        return person if re.fullmatch(PERSON, person) else None


def read(text: str) -> Settings:
    """The settings that a JSON text holds. Raises SettingsError."""
    try:
        given = json.loads(text)
        lists = {name: tuple(given.get(name, ())) for name in ("neighbours", "hosts")}
        found = Settings(**{**given, **lists})
    except (ValueError, TypeError, AttributeError) as error:
        raise SettingsError(f"The settings can't be read: {error}.") from error
    problems = list(_problems(found))
    if problems:
        raise SettingsError(" ".join(problems))
    return found


def read_images(text: str) -> frozenset[str]:
    """The images that a JSON list names. Raises SettingsError."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise SettingsError(f"The list of images can't be read: {error}.") from error
    if not isinstance(given, list) or not all(isinstance(name, str) and name for name in given):
        raise SettingsError("The list of images is no list of names.")
    return frozenset(given)


def _integer(value: t.Any) -> bool:
    """Python counts true and false among the integers."""
    return isinstance(value, int) and not isinstance(value, bool)


def _problems(found: Settings) -> t.Iterator[str]:
    for name in ("environment", "stack"):
        if not (isinstance(getattr(found, name), str) and _ENVIRONMENT.fullmatch(getattr(found, name))):
            yield f"The {name} is no name of small letters, digits and dashes."
    if not (isinstance(found.user, str) and re.fullmatch(r"[1-9]\d*:[1-9]\d*", found.user)):
        yield "The user is not two numbers above 0, as 1000:1000."
    if not (isinstance(found.people_folder, str) and re.fullmatch(r"(?:/[\w-][\w.-]*)+", found.people_folder)):
        yield "The people_folder is not the path of a folder."
    for name in ("memory_bytes", "pids"):
        if not _integer(getattr(found, name)) or getattr(found, name) < 1:
            yield f"{name} is not a whole number above 0."
    if not _integer(found.volume_bytes) or found.volume_bytes < 0:
        yield "volume_bytes is not a whole number."
    if type(found.cpus) not in (int, float) or not 0 < found.cpus < 1e4:
        yield "cpus is not a number above 0."
    if not all(isinstance(name, str) and name for name in (*found.neighbours, *found.hosts)):
        yield "neighbours and hosts are lists of names."
