"""Accounts, rights and schemas of an environment's database server."""

from __future__ import annotations

import datetime
import typing as t

from ..clients.db_users import DbUsers
from ..clients.mysql import Login
from ..converge import converge
from ..people import DEFAULT_ROLE, ROLES, SERVICE_ROLES, password_problem
from ..plans.db_accounts import DEFAULT_PLUGIN, NATIVE_PLUGIN, Actual, Member, Wanted
from ..plans.db_summary import summary
from ..plans.db_users import plan

PIPELINE_PREFIX = "map_"
WEBGUI_SCHEMAS = [
    f"map_v2_{name}"
    for name in ("lab", "experiment", "ephys", "psth", "report", "tracking", "histology", "foraging_analysis", "ccf")
]
_PLUGINS = (DEFAULT_PLUGIN, NATIVE_PLUGIN)
_UNLESS_SAID = {"role": DEFAULT_ROLE, "authentication": DEFAULT_PLUGIN}

ARGUMENTS: dict[str, t.Any] = {
    "login": {
        "type": "dict",
        "required": True,
        "options": {
            "address": {"type": "str", "required": True},
            "port": {"type": "int", "default": 3306},
            "user": {"type": "str", "required": True},
            "password": {"type": "str", "required": True, "no_log": True},
            "ca_file": {"type": "path", "required": True},
        },
    },
    "people": {"type": "list", "elements": "dict", "default": []},
    "service_accounts": {"type": "list", "elements": "dict", "default": []},
    "passwords": {"type": "dict", "default": {}, "no_log": True},
    "initial_passwords": {"type": "dict", "default": {}, "no_log": True},
    "schemas": {"type": "list", "elements": "str", "default": []},
    "pipeline_prefix": {"type": "str", "default": PIPELINE_PREFIX},
    "webgui_schemas": {"type": "list", "elements": "str", "default": WEBGUI_SCHEMAS},
    "drop": {"type": "list", "elements": "str", "default": []},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring accounts, rights and schemas to what is listed; gives what plans/db_summary.py says."""
    target = wanted(params, datetime.date.today().isoformat())
    client = DbUsers(Login(**params["login"]), _texts(params["passwords"]), _texts(params["initial_passwords"]))
    assume_empty = check and params["assume_empty"]
    try:
        return converge(
            read=Actual if assume_empty else client.read,
            plan=lambda actual: plan(actual, target),
            client=client,
            check=check,
            describe=lambda actual: summary(actual, target),
        )
    finally:
        client.close()


def wanted(params: dict[str, t.Any], today: str) -> Wanted:
    """The wish without its secrets, and what is wrong with it by itself. today: as YYYY-MM-DD"""
    first, kept = _texts(params["initial_passwords"]), _texts(params["passwords"])
    people = [
        _UNLESS_SAID | {key: value for key, value in one.items() if value is not None} for one in params["people"]
    ]
    members = [
        *(_person(person, first) for person in people if person.get("name")),
        *(_service(service, kept) for service in params["service_accounts"] if service.get("name")),
    ]
    used = {member.name for member in members}
    problems = [
        *(_person_problem(person) for person in people),
        *(_service_problem(service) for service in params["service_accounts"]),
        *(password_problem(name, password) for name, password in {**first, **kept}.items() if name in used),
    ]
    return Wanted(
        members=tuple(members),
        schemas=tuple(params["schemas"]),
        pipeline_prefix=params["pipeline_prefix"],
        webgui_schemas=tuple(params["webgui_schemas"]),
        drop=tuple(name.removesuffix("@%") for name in params["drop"]),
        login=params["login"]["user"],
        due=tuple(str(one["name"]) for one in people if one.get("name") and str(one.get("until") or today) < today),
        problems=tuple(problem for problem in problems if problem),
    )


def _person(person: dict[str, t.Any], passwords: dict[str, str]) -> Member:
    name = str(person["name"])
    return Member(name, "person", str(person["role"]), str(person["authentication"]), bool(passwords.get(name)))


def _service(service: dict[str, t.Any], passwords: dict[str, str]) -> Member:
    name = str(service["name"])
    return Member(name, "service", str(service.get("role")), password=bool(passwords.get(name)))


def _person_problem(person: dict[str, t.Any]) -> str | None:
    return _entry_problem(person, "person", ROLES) or _authentication_problem(person)


def _service_problem(service: dict[str, t.Any]) -> str | None:
    return _entry_problem(service, "service account", SERVICE_ROLES)


def _entry_problem(entry: dict[str, t.Any], kind: str, roles: tuple[str, ...]) -> str | None:
    if not entry.get("name"):
        return f"A {kind} has no name: {', '.join(map(str, entry)) or 'an empty entry'}. Give it one."
    if entry.get("role") not in roles:
        return f"The {kind} '{entry['name']}' has the role '{entry.get('role')}'. Take one of {', '.join(roles)}."
    return None


def _authentication_problem(person: dict[str, t.Any]) -> str | None:
    if person["authentication"] in _PLUGINS:
        return None
    return f"'{person['name']}' has `authentication: {person['authentication']}`. Take one of {', '.join(_PLUGINS)}."


def _texts(passwords: dict[str, t.Any]) -> dict[str, str]:
    return {name: str(password) for name, password in passwords.items() if password is not None}
