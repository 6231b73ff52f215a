"""What it takes to give a parameter group the wanted parameters. Never deletes a group."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .. import catalogue
from ..catalogue_values import canonical, formula, number
from ..plan import Call, Change, refuse

AT_MOST = 20
"""How many parameters AWS takes in one request."""

IMMEDIATE, PENDING_REBOOT = "immediate", "pending-reboot"
_NAME = re.compile(r"(?!.*--)[a-z][a-z0-9-]{0,253}[a-z0-9]")


@dataclasses.dataclass(frozen=True)
class Live:
    """What AWS itself says of a parameter. allowed: as AWS writes it, "1-31536000" or "0,1"; empty for anything."""

    static: bool
    modifiable: bool = True
    allowed: str = ""
    kind: str = "string"
    value: str | None = None


@dataclasses.dataclass(frozen=True)
class Group:
    """A parameter group. parameters: those that somebody set, name -> value"""

    family: str
    parameters: dict[str, str] = dataclasses.field(default_factory=dict)
    tags: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Actual:
    """group: None where there is none; live: empty when nothing differs, or where AWS can't be asked."""

    group: Group | None = None
    live: dict[str, Live] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """reset_unlisted: whether a parameter that is set but isn't wanted gets its default again"""

    name: str
    family: str
    parameters: dict[str, str]
    reset_unlisted: bool
    tags: dict[str, str]


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """All changes of the group, in the order in which they are made. Raises MapError for what can't be met."""
    refuse([*_group_problems(actual, wanted), *_live_problems(actual, wanted)])
    target = f"parameter group {wanted.name}"
    changes: list[Change] = []
    if actual.group is None:
        about = {"name": wanted.name, "family": wanted.family, "tags": wanted.tags}
        after = {"family": wanted.family, "tags": wanted.tags}
        changes.append(Change("rds", "create", target, None, after, Call("create_group", about)))
    group = actual.group or Group(wanted.family, tags=wanted.tags)
    tags = {**group.tags, **wanted.tags}
    if tags != group.tags:
        call = Call("add_tags", {"name": wanted.name, "tags": wanted.tags})
        changes.append(Change("rds", "update", f"{target}: tags", group.tags or None, tags, call))
    before, values = group.parameters, wanted.parameters
    changes += _parts(
        "set", actual, wanted, {name: (before.get(name), values[name]) for name in to_set(actual, wanted)}
    )
    return changes + _parts("reset", actual, wanted, {name: (before[name], None) for name in to_reset(actual, wanted)})


def to_set(actual: Actual, wanted: Wanted) -> list[str]:
    """The parameters whose value isn't the wanted one."""
    group = actual.group or Group(wanted.family)
    return [name for name, value in wanted.parameters.items() if not _holds(name, value, group, actual.live)]


def to_reset(actual: Actual, wanted: Wanted) -> list[str]:
    """The parameters that get the server's default again."""
    return unlisted(actual, wanted) if wanted.reset_unlisted else []


def unlisted(actual: Actual, wanted: Wanted) -> list[str]:
    """The parameters that somebody set and nobody wants."""
    return sorted(set(actual.group.parameters if actual.group else ()) - set(wanted.parameters))


def waiting(actual: Actual, wanted: Wanted) -> list[str]:
    """The parameters among the changes that take effect only after a reboot."""
    changing = [*to_set(actual, wanted), *to_reset(actual, wanted)]
    return sorted(name for name in changing if _static(name, actual.live))


def _holds(name: str, value: str, group: Group, live: dict[str, Live]) -> bool:
    if name in group.parameters:
        return canonical(name, group.parameters[name]) == canonical(name, value)
    # AWS may not take note of a parameter that is set to its default. A new group gets all of them, spelled out.
    default = live[name].value if group.parameters and name in live else None
    return default is not None and canonical(name, default) == canonical(name, value)


def _static(name: str, live: dict[str, Live]) -> bool:
    return live[name].static if name in live else catalogue.static(name)


def _parts(
    method: str, actual: Actual, wanted: Wanted, values: dict[str, tuple[str | None, str | None]]
) -> list[Change]:
    """A change for every request: static and dynamic ones apart, 20 at most."""
    changes = []
    for static in (False, True):
        names = [name for name in values if _static(name, actual.live) == static]
        for count, part in _batches(names):
            how = PENDING_REBOOT if static else IMMEDIATE
            after = {name: values[name][1] for name in part}
            what = "after a reboot" if static else "at once"
            kwargs = {"name": wanted.name, "method": how, "parameters": after if method == "set" else list(part)}
            changes.append(
                Change(
                    "rds",
                    "update",
                    f"parameter group {wanted.name}: {method} {what}" + (f" ({count})" if count > 1 else ""),
                    {name: values[name][0] for name in part},
                    after,
                    Call(f"{method}_parameters", kwargs),
                )
            )
    return changes


def _batches(names: list[str]) -> t.Iterator[tuple[int, list[str]]]:
    for start in range(0, len(names), AT_MOST):
        yield start // AT_MOST + 1, names[start : start + AT_MOST]


def _group_problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    if not _NAME.fullmatch(wanted.name):
        yield (
            f"The parameter group name '{wanted.name}' can't be used. "
            "Take small letters, digits and single inner hyphens, a letter first: AWS would change it otherwise."
        )
    if actual.group and actual.group.family != wanted.family:
        yield (
            f"The parameter group {wanted.name} is of family {actual.group.family}, and {wanted.family} is wanted, but "
            "AWS never changes a group's family. Give the new group another name; an engine upgrade swaps the groups."
        )


def _live_problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    for name in to_set(actual, wanted):
        value, about, known = wanted.parameters[name], actual.live.get(name), catalogue.parameter(name)
        if about is None:
            if actual.live or known is None:
                yield (
                    f"The database parameter {name} does not exist in family {wanted.family}."
                    f"{catalogue.nearest(name)} Correct its name in {catalogue.WHERE}, or take it out."
                )
        elif not about.modifiable:
            yield (
                f"The database parameter {name} can't be modified, AWS says. "
                f"Take it out of {catalogue.WHERE}, or set it to null there."
            )
        elif not allowed(about, value):
            yield (
                f"The database parameter {name} is '{value}', but AWS allows {about.allowed} only. "
                f"Choose such a value in {catalogue.WHERE}."
            )


def allowed(about: Live, value: str) -> bool:
    """Whether AWS's own list or range has room for a value."""
    if not about.allowed or formula(value):
        return True
    span = re.fullmatch(r"(-?[0-9.]+)-(-?[0-9.]+)", about.allowed)
    if span:
        low, amount, high = number(span[1]), number(value), number(span[2])
        return low is None or high is None or (amount is not None and low <= amount <= high)
    names = {item.strip().upper() for item in about.allowed.split(",")}
    given = [item for item in value.split(",") if item] if about.kind == "list" or value.count(",") else [value]
    return all(item.strip().upper() in names for item in given)
