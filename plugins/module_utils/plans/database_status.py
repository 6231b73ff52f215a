"""What a database server said of itself, as facts; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from .. import catalogue
from ..catalogue_values import canonical, formula

Facts = dict[str, t.Any]

EXTERNAL = "~external_"
"""How the tables begin in which DataJoint keeps account of its stores; the rest is the store's name."""


@dataclasses.dataclass(frozen=True)
class Found:
    """What the server said.

    variables, counters: its global variables and status, by name
    schemas: bytes of each that is there; stores: name -> (files, bytes), summed over the schemas
    """

    variables: dict[str, str]
    counters: dict[str, str]
    schemas: dict[str, int]
    stores: dict[str, tuple[int, int]]


def unread(server: Facts, problem: str) -> Facts:
    """The facts where the server can't be asked. server: address and port"""
    return {"database": {**server, "problem": problem}, "stores": {"stores": {}, "problem": problem}}


def facts(found: Found, server: Facts, schemas: list[str], engine_version: str, overrides: dict[str, t.Any]) -> Facts:
    """The two parts. schemas: of the pipeline; overrides: what is asked for besides DataJoint's parameters"""
    rows = parameters(found.variables, engine_version, overrides)
    database = {
        **server,
        "version": found.variables.get("version", ""),
        "version_wanted": engine_version,
        "uptime_seconds": _count(found.counters, "Uptime"),
        "connections": {
            "now": _count(found.counters, "Threads_connected"),
            "most": _count(found.counters, "Max_used_connections"),
            "limit": _count(found.variables, "max_connections"),
        },
        "parameters": rows,
        "differing": [row["name"] for row in rows if row["agrees"] is False],
        "schemas_bytes": {schema: found.schemas[schema] for schema in schemas if schema in found.schemas},
        "schemas_missing": [schema for schema in schemas if schema not in found.schemas],
        "problem": "",
    }
    stores = {name: {"files": files, "bytes": size} for name, (files, size) in sorted(found.stores.items())}
    return {"database": database, "stores": {"stores": stores, "problem": ""}}


def parameters(variables: dict[str, str], engine_version: str, overrides: dict[str, t.Any]) -> list[Facts]:
    """A row for each parameter that the environment wants.

    agrees: whether it is in force; None where RDS computes it from the instance's class, so that nobody knows here
    needs_reboot: whether it differs, and only a reboot can bring it into force
    """
    return [
        _parameter(name, value, variables.get(name))
        for name, value in sorted(catalogue.wanted(engine_version, overrides).items())
    ]


def _parameter(name: str, wanted: str, in_force: str | None) -> Facts:
    agrees: bool | None = None
    if not formula(wanted):
        agrees = in_force is not None and canonical(name, in_force) == canonical(name, wanted)
    needs_reboot = agrees is False and catalogue.static(name)
    return {"name": name, "wanted": wanted, "in_force": in_force, "agrees": agrees, "needs_reboot": needs_reboot}


def _count(said: dict[str, str], name: str) -> int | None:
    """A number that the server may have left out."""
    return int(said[name]) if name in said else None
