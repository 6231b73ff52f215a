"""What JupyterHub is told of people: who they are, what each may take, and the files that each finds."""

from __future__ import annotations

import json
import typing as t

from .amounts import memory_bytes
from .people import DEFAULT_ROLE

Person = dict[str, t.Any]
Limits = dict[str, t.Any]

CONTAINER_USER = 1000
"""As whom people's servers run; it owns their files."""


def members(people: list[Person]) -> list[Person]:
    """Those who sign in: with a login at GitHub."""
    return [person for person in people if person.get("github")]


def people(listed: list[Person], limits: Limits, of_roles: dict[str, Limits], of_people: dict[str, Limits]) -> Limits:
    """The list as the hub reads it, and the most that anybody may take.

    limits: of whoever has none of their own; of_roles, of_people: what differs for a role or a person, by name
    """

    def computed(*several: Limits) -> Limits:
        merged: Limits = {}
        for one in several:
            merged |= {name: value for name, value in one.items() if value is not None}
        return {
            "memory": memory_bytes(str(merged["memory"])),
            "cpus": float(merged["cpus"]),
            "pids": int(merged["pids"]),
        }

    found = [
        {
            "name": person["name"],
            "github": person["github"],
            "admin": bool(person.get("admin")),
            "limits": computed(
                limits, of_roles.get(person.get("role") or DEFAULT_ROLE, {}), of_people.get(person["name"], {})
            ),
        }
        for person in members(listed)
    ]
    guests = computed(limits)
    every = [guests, *(person["limits"] for person in found)]
    most = {name: max(one[name] for one in every) for name in guests}
    return {"people": found, "guests": guests, "most": most}


def files(
    listed: list[Person], configuration: dict[str, t.Any], passwords: dict[str, str], authorities: dict[str, str]
) -> list[dict[str, t.Any]]:
    """The files of all who sign in, for config_files. Each person's are in a folder that only that server sees.

    configuration: DataJoint's, without user and password; passwords: the first ones, of those who are still to have one
    authorities: name -> content of files of certificates
    """
    found = []
    for person in members(listed):
        name = person["name"]
        own = {"database.user": name, **({"database.password": passwords[name]} if passwords.get(name) else {})}
        folder = f"people/{name}/datajoint"
        secret = json.dumps({**configuration, **own}, indent=2)
        found.append(_file(f"{folder}/dj_local_conf.json", secret_content=secret, owner=CONTAINER_USER))
        found += [_file(f"{folder}/{file}", content=content) for file, content in authorities.items()]
    return found


def _file(path: str, **what: t.Any) -> dict[str, t.Any]:
    """No service of the stack reads it, so that none is made anew for it."""
    return {"path": path, "live": True, **what}
