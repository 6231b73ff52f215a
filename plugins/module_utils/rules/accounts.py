"""Rules for people, schemas, the database's administrator and its parameters."""

from __future__ import annotations

import collections
import datetime
import re
import typing as t

from .. import catalogue, people
from ..plans import rds_wishes
from .table import Rule, apply

_GITHUB = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}")
_VERSION = re.compile(r"8\.[04](\.[0-9]+)?")

Person = dict[str, t.Any]


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def names(listed: list[Person], prefix: str, schemas: list[str], master: str) -> t.Iterable[str]:
    return people.name_problems(
        [person["name"] for person in listed],
        pipeline_prefix=prefix,
        schemas=schemas,
        taken={master, *people.SERVICE_ROLES},
    )


def github(listed: list[Person]) -> t.Iterator[str]:
    owners = collections.defaultdict(list)
    for person in listed:
        login, name = person["github"], person["name"]
        if login:
            owners[login.lower()].append(name)
        if login and not _GITHUB.fullmatch(login):
            yield f"The GitHub login '{login}' of '{name}' can't exist. Copy it from the address of the profile."
        if person["admin"] and not login:
            yield f"'{name}' is an administrator who can't sign in. Add `github`, or remove `admin`."
    for login, several in owners.items():
        if len(several) > 1:
            yield f"The GitHub login '{login}' is given to {' and '.join(several)}. Give each person their own."


def until(listed: list[Person]) -> t.Iterator[str]:
    for person in listed:
        written = person["until"]
        try:
            valid = not written or bool(datetime.date.fromisoformat(written))
        except ValueError:
            valid = False
        if not valid:
            yield f"The last day '{written}' of '{person['name']}' is no date. Write it as 2027-01-31."


def parameters(engine_version: str, overrides: dict[str, t.Any]) -> t.Iterable[str]:
    if not _VERSION.fullmatch(engine_version):
        return [
            f"map_database_engine_version is '{engine_version}', for which DataJoint's parameters are not known. "
            'Take "8.4", or "8.0" where an old server must stay.'
        ]
    return catalogue.problems(engine_version, overrides)


RULES: tuple[Rule, ...] = (
    (("map_people", "map_pipeline_prefix", "map_schemas", "map_database_master_user"), names),
    (("map_people",), github),
    (("map_people",), until),
    (("map_schemas", "map_pipeline_prefix"), people.schema_problems),
    (("map_database_master_user",), rds_wishes.user_problem),
    (("map_database_engine_version", "map_database_parameters"), parameters),
)
