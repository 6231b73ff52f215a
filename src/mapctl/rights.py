"""Who may do what, and why; pure. What the settings say, by the collection's own rules."""

from __future__ import annotations

import typing as t

from . import place
from .errors import MapctlError, advice


def explain(values: dict[str, t.Any], person: str, schema: str) -> str:
    """Why somebody may, or may not, do what in a schema of the database.

    values: the environment's settings; person: the name of an account; schema: a name, whether it is there or not
    """
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.plans import db_rights  # noqa: PLC0415

    roles = _accounts(values)
    if person not in roles:
        hint = advice(person, list(roles), "Add the person to map_people, in vars.yml.")
        raise MapctlError(f"'{person}' isn't in map_people, and no service has that name. {hint}")
    role, prefix = roles[person], values["map_pipeline_prefix"]
    found = db_rights.rights(role, person, prefix, values.get("people_webgui_schemas") or ())
    lines = [f"{person} is {role}{_from(values, person)}."]
    for where, privileges in found.items():
        if where.kind == "schema" and _fits(where.schema, schema):
            lines.append(f"{person} has {', '.join(db_rights.words(where, privileges))} on {schema},")
            lines.append(f"because {_reason(where.schema, role, person, prefix)}.")
            return "\n".join(lines)
    own = [str(where) for where in found]
    lines.append(f"{person} has no right on {schema}: none of {', '.join(own) or 'no pattern at all'} covers it.")
    lines.append(f"Schemas called {person}_... belong to {person}" + _who_may(role))
    return "\n".join(lines)


def _accounts(values: dict[str, t.Any]) -> dict[str, str]:
    """name -> role of everybody who has an account."""
    from ansible_collections.mesoscale.map.plugins.module_utils.people import DEFAULT_ROLE, SERVICE_ROLES  # noqa: PLC0415

    people = {one["name"]: one.get("role") or DEFAULT_ROLE for one in values.get("map_people") or ()}
    return {**people, **{name: name for name in SERVICE_ROLES}}


def _from(values: dict[str, t.Any], person: str) -> str:
    listed = any(one["name"] == person for one in values.get("map_people") or ())
    return " in map_people" if listed else ", an account of a service"


def _fits(pattern: str, schema: str) -> bool:
    r"""Whether a pattern of MySQL's (`map\_%`) covers a schema."""
    plain = pattern.replace(r"\_", "_")
    return schema.startswith(plain[:-1]) if plain.endswith("%") else schema == plain


def _reason(pattern: str, role: str, person: str, prefix: str) -> str:
    if pattern.startswith(f"{person}\\_"):
        return f"schemas that begin with {person}_ are {person}'s own (the grant on {pattern})"
    if pattern.endswith("%"):
        return f"the role {role} has these rights on all of the pipeline, {prefix}... (the grant on {pattern})"
    return f"the role {role} may read this one (people_webgui_schemas)"


def _who_may(role: str) -> str:
    return "." if role in ("analyst", "ingester", "pipeline_admin") else f", if the role allows it; {role} doesn't."
