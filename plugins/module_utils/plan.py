"""A difference that a person reads, and the request that removes it, both as data."""

from __future__ import annotations

import dataclasses
import typing as t

UNKNOWN = "(known after apply)"
"""Stands for an address or an id that the world chooses when the change is made."""

PLANNED = "planned-"
"""How a value begins that stands for a secret which is made only when the change is made."""

Impact = t.Literal["none", "restart", "reboot", "sessions"]
Action = t.Literal["create", "update", "remove"]


class MapError(Exception):
    """What is wrong, with its name, and what to do about it: two sentences for each problem.

    Several problems are given at once, so that a person mends them in one go.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def refuse(problems: t.Iterable[str]) -> None:
    """Raise one MapError that holds all problems; do nothing when there are none."""
    found = list(problems)
    if found:
        raise MapError(*found)


def missing_package(name: str, machine: str = "this machine") -> MapError:
    """A library of Python that a machine lacks."""
    return MapError(f"The Python package '{name}' isn't there. Install it with pip on {machine}.")


@dataclasses.dataclass(frozen=True)
class Call:
    """A method of the client and its arguments. Arguments are names and settings, never secrets or ids."""

    method: str
    kwargs: dict[str, t.Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Change:
    """One difference between wanted and actual.

    system: what kind of thing it is (s3, rds, ec2, iam, database, containers, files, engine)
    target: the thing's name as a person says it ("bucket map-local-report: versioning")
    before, after: the values, without secrets; None where there is nothing
    impact: what people will notice: none, restart (of a container), reboot (of a server), sessions (they are cut off)
    """

    system: str
    action: Action
    target: str
    before: t.Any
    after: t.Any
    call: Call
    impact: Impact = "none"

    def public(self) -> dict[str, t.Any]:
        """The change as data for people and other programs: all but the call."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "call"}
