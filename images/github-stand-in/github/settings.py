"""What the stand-in knows: one application, and people with their organizations and teams."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

_LOGIN = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}")
_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_KEYS = {"client_id", "redirect_uris", "people", "code_seconds"}


class SettingsError(Exception):
    """What is wrong with the settings, in a sentence."""


@dataclasses.dataclass(frozen=True)
class Person:
    """id: stays when the login is changed; organizations: the teams of each, both as slugs in small letters."""

    login: str
    id: int
    name: str
    organizations: dict[str, frozenset[str]]

    def teams(self) -> list[tuple[str, str]]:
        """All (organization, team), in a fixed order."""
        return sorted((name, team) for name, teams in self.organizations.items() for team in teams)


@dataclasses.dataclass(frozen=True)
class Settings:
    """redirect_uris: those registered for the application; code_seconds: how long a code may be exchanged."""

    client_id: str
    redirect_uris: tuple[str, ...]
    people: tuple[Person, ...]
    code_seconds: float = 600

    def by_login(self, login: str) -> Person | None:
        """Logins are the same in capital and small letters, as GitHub has it."""
        return next((person for person in self.people if person.login.lower() == login.lower()), None)

    def by_id(self, number: int) -> Person | None:
        return next((person for person in self.people if person.id == number), None)


def read(text: str) -> Settings:
    """The settings that a JSON text holds. Raises SettingsError."""
    try:
        given = json.loads(text)
        found = Settings(
            client_id=given["client_id"],
            redirect_uris=tuple(given["redirect_uris"]),
            people=tuple(_person(person) for person in given["people"]),
            code_seconds=float(given.get("code_seconds", 600)),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"The settings can't be read: {error!r}.") from error
    problems = [*_unknown(given), *_application(found), *_people(found.people)]
    if problems:
        raise SettingsError(" ".join(problems))
    return found


def _person(given: dict[str, t.Any]) -> Person:
    organizations = {
        str(name).lower(): frozenset(str(team).lower() for team in teams)
        for name, teams in given["organizations"].items()
    }
    return Person(given["login"], int(given["id"]), given["name"], organizations)


def _unknown(given: dict[str, t.Any]) -> t.Iterator[str]:
    for name in sorted(set(given) - _KEYS):
        yield f"'{name}' is not a setting."
    for person in given["people"]:
        for name in sorted(set(person) - {"login", "id", "name", "organizations"}):
            yield f"'{name}' is nothing that a person has."


def _application(found: Settings) -> t.Iterator[str]:
    if not found.client_id:
        yield "client_id is empty."
    if not found.redirect_uris:
        yield "redirect_uris is empty."
    for address in found.redirect_uris:
        if not re.fullmatch(r"https?://[^\s#?]+", address):
            yield f"The redirect '{address}' is not an address without query and fragment."


def _people(people: tuple[Person, ...]) -> t.Iterator[str]:
    logins, numbers = [person.login.lower() for person in people], [person.id for person in people]
    for person in people:
        if not _LOGIN.fullmatch(person.login):
            yield f"GitHub allows no login '{person.login}'."
        if logins.count(person.login.lower()) > 1:
            yield f"The login '{person.login}' is there twice; capital and small letters are the same."
        if numbers.count(person.id) > 1 or person.id < 1:
            yield f"'{person.login}' needs an id of its own, above 0."
        slugs = [*person.organizations, *(team for __, team in person.teams())]
        yield from (f"GitHub allows no organization or team '{slug}'." for slug in slugs if not _SLUG.fullmatch(slug))
