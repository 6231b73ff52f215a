"""Which rights a role has, on which schemas; and how a right is written, for people and in SQL's words."""

from __future__ import annotations

import typing as t

SCHEMA_PRIVILEGES = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "REFERENCES",
    "INDEX",
    "ALTER",
    "CREATE TEMPORARY TABLES",
    "LOCK TABLES",
    "CREATE VIEW",
    "SHOW VIEW",
    "CREATE ROUTINE",
    "ALTER ROUTINE",
    "EXECUTE",
    "EVENT",
    "TRIGGER",
)
"""What ALL PRIVILEGES on a schema means, in the order of mysql.db."""

GRANT_OPTION = "GRANT OPTION"
ALL = frozenset(SCHEMA_PRIVILEGES)

_READ = frozenset({"SELECT", "SHOW VIEW"})
_ON_PIPELINE = {
    "reader": _READ,
    "analyst": _READ | {"REFERENCES"},
    "ingester": _READ | {"REFERENCES", "INSERT", "UPDATE", "DELETE"},
    "pipeline_admin": ALL,
    "worker": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"}),
    # Makes tables and fills them with what belongs to their definition (UPDATE: it passes over rows that are there).
    "bootstrap": frozenset({"SELECT", "INSERT", "UPDATE", "CREATE", "REFERENCES"}),
}
_OWN_SCHEMAS = frozenset({"analyst", "ingester", "pipeline_admin"})
# Who cleans up jobs has to see everybody's connections, or takes the living for dead.
_SEES_ALL_CONNECTIONS = frozenset({"pipeline_admin", "worker"})


class Place(t.NamedTuple):
    """Where privileges hold.

    kind: global, schema (`schema` is the pattern as it was granted), table, function, procedure,
    role (`schema` is the role, `name` its host) or proxy (likewise)
    """

    kind: str
    schema: str = ""
    name: str = ""

    def __str__(self) -> str:
        """The place as people write it."""
        if self.kind == "global":
            return "*.*"
        if self.kind == "schema":
            return f"{self.schema}.*"
        if self.kind in ("role", "proxy"):
            return f"{self.kind} {self.schema}@{self.name}"
        return f"{self.kind} {self.schema}.{self.name}"


Rights = dict[Place, frozenset[str]]


def pattern(prefix: str) -> str:
    r"""All schemas that begin with `prefix`: an underscore unescaped would stand for any character (`map\_%`)."""
    return exact(prefix) + "%"


def exact(schema: str) -> str:
    r"""One schema as a pattern that fits no other (`map\_v2\_lab`)."""
    return schema.replace("_", r"\_")


def rights(role: str, name: str, pipeline_prefix: str, webgui_schemas: t.Iterable[str]) -> Rights:
    """All rights of an account. Patterns don't add up (the most specific one counts), so none overlaps another."""
    found: Rights = {}
    if role in _SEES_ALL_CONNECTIONS:
        found[Place("global")] = frozenset({"PROCESS"})
    if role in _ON_PIPELINE:
        found[Place("schema", pattern(pipeline_prefix))] = _ON_PIPELINE[role]
    if role == "webgui":
        found.update({Place("schema", exact(schema)): frozenset({"SELECT"}) for schema in webgui_schemas})
    if role in _OWN_SCHEMAS:
        found[Place("schema", pattern(f"{name}_"))] = ALL
    return found


def words(place: Place, privileges: frozenset[str]) -> list[str]:
    """Privileges in a fixed order, ALL for all of a schema."""
    if place.kind == "schema" and privileges >= ALL:
        return ["ALL", *sorted(privileges - ALL)]
    order = {privilege: number for number, privilege in enumerate(SCHEMA_PRIVILEGES)}
    return sorted(privileges, key=lambda privilege: (order.get(privilege, len(order)), privilege))


def sentence(place: Place, privileges: frozenset[str]) -> str:
    """One line of a table of rights: `SELECT, SHOW VIEW on map\\_%.*`."""
    return f"{', '.join(words(place, privileges))} on {place}"
