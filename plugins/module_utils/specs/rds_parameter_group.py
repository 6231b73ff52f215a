"""rds_parameter_group: the MySQL parameters of an environment's database, all in one task."""

from __future__ import annotations

import typing as t

from .. import catalogue
from ..clients import aws, rds_parameter_group
from ..converge import converge
from ..plan import refuse
from ..plans.rds_parameter_group import Actual, Wanted, plan, unlisted, waiting

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "name": {"type": "str", "default": ""},
    "engine_version": {"type": "str", "default": "8.4"},
    "parameters": {"type": "dict", "default": {}},
    "reset_unlisted": {"type": "bool", "default": True},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the group to what is wanted. Result: name, family, parameters, pending_reboot, notes."""
    version, overrides = params["engine_version"], params["parameters"]
    refuse(catalogue.problems(version, overrides, known_only=True))
    family = catalogue.family(version)
    wanted = Wanted(
        name=params["name"] or default_name(params["aws"]["environment"], family),
        family=family,
        parameters=catalogue.wanted(version, overrides),
        reset_unlisted=params["reset_unlisted"],
        tags=aws.tags(params["aws"]),
    )
    client: t.Any = None
    if not aws.nothing_there(params, check):
        client = rds_parameter_group.Client(aws.Aws(params["aws"], ["rds"]))
    static: set[str] = set()

    def read() -> Actual:
        actual = client.read(wanted) if client else Actual()
        if actual.group:  # a new one has no instance yet, and an instance starts with what its group says
            static.update(waiting(actual, wanted))
        return t.cast("Actual", actual)

    return converge(
        read=read,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: _facts(actual, wanted, sorted(static)),
    )


def default_name(environment: str, family: str) -> str:
    """The name of an environment's group: map-production-mysql8-4."""
    return f"map-{environment}-{family.replace('.', '-')}"


def _facts(actual: Actual, wanted: Wanted, static: list[str]) -> dict[str, t.Any]:
    notes = []
    if static:
        notes.append(
            f"These parameters take effect when the database instance is rebooted: {', '.join(static)}. "
            "Nothing reboots it by itself: set database_reboot to now for one run, when nobody works."
        )
    kept = [] if wanted.reset_unlisted else unlisted(actual, wanted)
    if kept:
        notes.append(
            f"The parameter group {wanted.name} also sets what nobody asks for: {', '.join(kept)}. "
            "List them in map_database_parameters, or let reset_unlisted reset them."
        )
    return {
        "name": wanted.name,
        "family": wanted.family,
        "parameters": wanted.parameters,
        "pending_reboot": static,
        "notes": notes,
    }
