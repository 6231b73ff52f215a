"""The server parameters of an environment: what is wanted, what is wrong with it, and the same for a local MySQL."""

from __future__ import annotations

import difflib
import re
import typing as t

from .catalogue_data import DATAJOINT, INSTEAD, REFUSED, Parameter
from .catalogue_values import KNOWN, boolean, canonical, formula, number, text

WHERE = "map_database_parameters"
_SIZE = re.compile(r"([0-9]+)\s*([KMGT])i?B?", re.IGNORECASE)


def family(engine_version: str) -> str:
    """The parameter group family of a version: 8.4.5 -> mysql8.4."""
    return "mysql" + ".".join(engine_version.split(".")[:2])


def parameter(name: str) -> Parameter | None:
    """What is known of a parameter, None for an unknown one."""
    return KNOWN.get(name)


def static(name: str) -> bool:
    """Whether a change of this parameter waits for a reboot."""
    return name in KNOWN and KNOWN[name].static


def datajoint(engine_version: str) -> dict[str, str]:
    """What DataJoint needs from a server of this version: name -> value as RDS writes it."""
    return {p.name: p.value for p in DATAJOINT if p.value is not None and _exists(p, engine_version)}


def wanted(engine_version: str, overrides: t.Mapping[str, t.Any]) -> dict[str, str]:
    """DataJoint's parameters with what an environment changes: name -> value as RDS writes it.

    overrides: name -> value of any YAML type; None leaves the server's default
    """
    found: dict[str, t.Any] = {**datajoint(engine_version), **overrides}
    return {name: text(name, value) for name, value in found.items() if value is not None}


def problems(engine_version: str, overrides: t.Mapping[str, t.Any], *, known_only: bool = False) -> list[str]:
    """All that is wrong with an environment's own parameters; empty when all is good. Asks no network.

    known_only: leave names that aren't in the catalogue to whoever can ask the server
    """
    found = []
    for name, value in overrides.items():
        if known_only and name not in KNOWN and name not in REFUSED:
            continue
        problem = _name_problem(str(name), engine_version)
        if problem is None and value is not None:
            problem = _value_problem(KNOWN[name], value)
        if problem is not None:
            found.append(problem)
    return found + _sizing_problems(overrides)


def server_options(engine_version: str, overrides: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The same set as options for a MySQL server's my.cnf. RDS's formulas mean nothing there and are left out."""
    return {n: v for n, v in sorted(wanted(engine_version, overrides).items()) if not formula(v)}


def nearest(name: str) -> str:
    """The known name that looks most like this one, as a phrase; empty when none does."""
    close = difflib.get_close_matches(name.lower().replace("-", "_"), [*KNOWN, *REFUSED], n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _name_problem(name: str, engine_version: str) -> str | None:
    known = KNOWN.get(name)
    reason = REFUSED.get(name.replace("-", "_"))
    if reason is not None:
        return f"The database parameter {name} can't be set: {reason}. Take it out of {WHERE}."
    if known is None:
        return (
            f"The database parameter {name} is not known.{nearest(name)} Correct its name in {WHERE}, or take it out."
        )
    if not _exists(known, engine_version):
        return f"The database parameter {name} has no effect in MySQL {engine_version}. {INSTEAD[name]}."
    return None


def _value_problem(known: Parameter, value: t.Any) -> str | None:
    written = text(known.name, value)
    if known.kind in ("integer", "number"):
        return _number_problem(known, written)
    named = f"The database parameter {known.name} is '{written}'"
    if known.kind == "boolean" and boolean(written) is None:
        return f"{named}, but it is a switch. Set it to 1 or 0 in {WHERE}."
    choices = {choice.upper() for choice in known.choices}
    members = [written] if known.kind == "choice" else [member for member in written.split(",") if member]
    strange = [member for member in members if choices and member.upper() not in choices]
    if strange:
        return (
            f"{named}, and '{strange[0]}' is not one of its values. Choose among {', '.join(known.choices)} in {WHERE}."
        )
    return None


def _number_problem(known: Parameter, written: str) -> str | None:
    unit = f" {known.unit}" if known.unit else ""
    amount, size = number(written), _SIZE.fullmatch(written)
    advice = f"Choose a value from {known.low} to {known.high}{unit}{_multiple(known)} in {WHERE}."
    if known.kind == "integer" and formula(written):
        return None
    if size and known.unit == "bytes":
        size_in_bytes = int(size[1]) * 1024 ** (" KMGT".index(size[2].upper()))
        named = f"The database parameter {known.name} is '{written}'"
        return f"{named}, but RDS takes bytes only. Write {size_in_bytes} in {WHERE}."
    if amount is None or (known.kind == "integer" and amount != int(amount)):
        kind = "a whole number" if known.kind == "integer" else "a number"
        return f"The database parameter {known.name} is '{written}', but it is {kind}{unit and ' of' + unit}. {advice}"
    if not known.low <= amount <= known.high or (known.multiple > 1 and amount % known.multiple):
        return f"The database parameter {known.name} is {written}{unit}, which the server doesn't take. {advice}"
    return None


def _multiple(known: Parameter) -> str:
    return f", a multiple of {known.multiple}," if known.multiple > 1 else ""


def _sizing_problems(overrides: t.Mapping[str, t.Any]) -> list[str]:
    off = overrides.get("innodb_dedicated_server")
    if (
        off is None
        or canonical("innodb_dedicated_server", off) != "0"
        or overrides.get("innodb_buffer_pool_size") is not None
    ):
        return []
    return [
        "The database parameter innodb_dedicated_server is off, but innodb_buffer_pool_size is not set, so that the "
        f"server would take 128 MB. Set innodb_buffer_pool_size in {WHERE} too, as {{DBInstanceClassMemory*3/4}}."
    ]


def _exists(known: Parameter, engine_version: str) -> bool:
    version = _version(engine_version)
    return not (known.since and version < _version(known.since)) and not (
        known.until and version > _version(known.until)
    )


def _version(written: str) -> tuple[int, ...]:
    """8.0 means its newest: the parts that aren't written are high."""
    parts = tuple(int(part) for part in written.split(".") if part.isdigit())
    return (*parts, *(999,) * (3 - len(parts)))
