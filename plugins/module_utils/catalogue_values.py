"""How a parameter's value is written, and when two spellings are the same value."""

from __future__ import annotations

import re
import typing as t
from decimal import Decimal, InvalidOperation

from .catalogue_data import DATAJOINT, OTHERS

KNOWN = {parameter.name: parameter for parameter in (*DATAJOINT, *OTHERS)}
_ON, _OFF = ("1", "ON", "TRUE", "YES"), ("0", "OFF", "FALSE", "NO")
_FORMULA = re.compile(r"(?=.*\{)[A-Za-z0-9{}()*/+,. -]+")


def text(name: str, value: t.Any) -> str:
    """A value as RDS writes it: True -> 1, lists with commas, booleans as 1 and 0."""
    if isinstance(value, bool):
        written = "1" if value else "0"
        known = KNOWN.get(name)
        return ("ON" if value else "OFF") if known and known.kind == "choice" else written
    if isinstance(value, (list, tuple)):
        return ",".join(str(item).strip() for item in value)
    written = str(value).strip()
    known = KNOWN.get(name)
    if known and known.kind == "boolean" and boolean(written) is not None:
        return str(boolean(written))
    return ",".join(item.strip() for item in written.split(",")) if known and known.kind == "list" else written


def canonical(name: str, value: t.Any) -> str:
    """One spelling for what may be written in several: ON and 1, 10 and 10.000000, lists in any order, any case."""
    written = text(name, value)
    known = KNOWN.get(name)
    if known and known.kind == "text":
        return written
    if (not known or known.kind in ("boolean", "choice")) and boolean(written) is not None:
        return str(boolean(written))
    amount = number(written)
    if amount is not None:
        return f"{amount.normalize():f}"
    return ",".join(sorted(item.strip().upper() for item in written.split(",")))


def formula(written: str) -> bool:
    """Whether RDS computes the value from the instance class: {DBInstanceClassMemory*3/4}."""
    return _FORMULA.fullmatch(written) is not None


def boolean(written: str) -> int | None:
    """A switch as 1 or 0; None when it is neither."""
    if written.upper() in _ON:
        return 1
    return 0 if written.upper() in _OFF else None


def number(written: str) -> Decimal | None:
    """A value as a number; None when it is none."""
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
