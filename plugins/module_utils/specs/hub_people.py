"""hub_people: the accounts that JupyterHub has."""

from __future__ import annotations

import typing as t

from ..clients.hub_people import AwayError, HubPeople
from ..converge import converge
from ..plans.hub_people import Account, Wanted, plan

ARGUMENTS: dict[str, t.Any] = {
    "address": {"type": "str", "required": True},
    "token": {"type": "str", "required": True, "no_log": True},
    "people": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "name": {"type": "str", "required": True},
            "github": {"type": "str", "default": ""},
            "admin": {"type": "bool", "default": False},
        },
    },
    "guests": {"type": "bool", "default": False},
    "wait_seconds": {"type": "int", "default": 60},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the hub's accounts to the list; the result's accounts are the names that there are."""
    people = {person["name"]: person["admin"] for person in params["people"]}
    wanted = Wanted(people, params["guests"], frozenset(person["github"].lower() for person in params["people"]))
    is_planned = check and params["assume_empty"]
    client = HubPeople(params["address"], params["token"], 0 if is_planned else params["wait_seconds"])

    def read() -> dict[str, Account]:
        try:
            return client.read()
        except AwayError:
            if is_planned:
                return {}
            raise

    return converge(
        read=read,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {"accounts": sorted(actual)},
    )
