"""What needs neither database nor store: what requests say, how rows are joined, and values that JSON doesn't have."""

from __future__ import annotations

import datetime
import decimal
import re
import typing as t

Row = dict[str, t.Any]
Key = dict[str, int]

SESSION = ("subject_id", "session")
INSERTION = (*SESSION, "insertion_number")


class WrongError(Exception):
    """Two sentences for whoever asked."""


def key(values: t.Mapping[str, str], needed: t.Sequence[str] = ()) -> Key:
    """To what a request restricts rows: whole numbers, by the names of the session's key."""
    for name in needed:
        if name not in values:
            raise WrongError(f"The request doesn't name its {name}. Add it.")
    given = {name: values[name] for name in SESSION if name in values}
    for name, text in given.items():
        if not re.fullmatch(r"-?[0-9]{1,10}", text):
            raise WrongError(f"'{text[:20]}' is no {name}. Give a whole number.")
    return {name: int(text) for name, text in given.items()}


def joined(rows: list[Row], names: t.Sequence[str], nothing: Row, *parts: list[Row]) -> list[Row]:
    """Rows with what the parts know of them, by the columns of these names; nothing: what they have otherwise."""
    known: dict[tuple[t.Any, ...], Row] = {}
    for part in parts:
        for row in part:
            known.setdefault(tuple(row[name] for name in names), {}).update(row)
    return [{**row, **nothing, **known.get(tuple(row[name] for name in names), {})} for row in rows]


def value(found: datetime.date | decimal.Decimal) -> str | float:
    """A value that JSON doesn't have."""
    return found.isoformat() if isinstance(found, datetime.date) else float(found)
