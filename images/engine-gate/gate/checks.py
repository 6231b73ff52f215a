"""Small judgements of JSON values. A check gives what is wrong with a value, or None; it is strict about types."""

from __future__ import annotations

import posixpath
import re
import typing as t

Check = t.Callable[[t.Any], str | None]


def table(what: str, value: t.Any, rules: t.Mapping[str, Check], required: t.Iterable[str] = ()) -> str | None:
    """Judge an object by a check for each name. Names without a check are refused, whatever their value is.

    what: the object, in words; empty for one inside another, whose name comes before
    """
    if not isinstance(value, dict):
        return f"{what} is not an object".strip()
    for name, item in value.items():
        if name not in rules:
            return f"{what} has '{name}', which is not allowed".strip()
        problem = rules[name](item)
        if problem:
            return f"{name} {problem}"
    missing = [name for name in required if name not in value]
    return f"{what} has no {missing[0]}".strip() if missing else None


def only(*allowed: t.Any) -> Check:
    """One of these values, of the very type: False is not 0."""

    def check(value: t.Any) -> str | None:
        same = any(type(value) is type(item) and value == item for item in allowed)
        return None if same else f"must be {' or '.join(map(repr, allowed))}"

    return check


def whole(low: int, high: int) -> Check:
    def check(value: t.Any) -> str | None:
        integer = isinstance(value, int) and not isinstance(value, bool)
        return None if integer and low <= value <= high else f"must be a whole number, {low} to {high}"

    return check


def flag(value: t.Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def empty(value: t.Any) -> str | None:
    """Nothing, in any of the ways that clients write it."""
    return None if value is None or value in ("", [], {}) else "must be empty"


def texts(value: t.Any, most: int = 100, size: int = 65536) -> str | None:
    """A list of texts, not too many and not too long together."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        return "must be a list of texts"
    if len(value) > most or sum(len(text.encode(errors="replace")) for text in value) > size:
        return f"must be at most {most} texts of {size} bytes together"
    return "must have no zero byte" if any("\0" in text for text in value) else None


def each(check: Check) -> Check:
    """A list whose items all pass."""

    def checked(value: t.Any) -> str | None:
        if not isinstance(value, list):
            return "must be a list"
        return next((problem for problem in map(check, value) if problem), None)

    return checked


def either(*checks: Check) -> Check:
    """What one of the checks lets pass; what the last one says is told."""

    def checked(value: t.Any) -> str | None:
        problems = [check(value) for check in checks]
        return None if None in problems else problems[-1]

    return checked


def inside(value: t.Any) -> str | None:
    """A plain absolute path in a container, that hides nothing of the kernel's."""
    if not isinstance(value, str) or not re.fullmatch(r"(?:/[\w.@+-]+)+", value) or posixpath.normpath(value) != value:
        return "must be a plain absolute path"
    kernel = value.split("/")[1] in ("proc", "sys", "dev")
    return "must not be in /proc, /sys or /dev" if kernel else None
