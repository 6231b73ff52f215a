"""One spelling for the policy documents that AWS spells in many ways."""

from __future__ import annotations

import typing as t


def statements(document: t.Any) -> list[dict[str, t.Any]]:
    """The statements of a policy document, as a list even where AWS gives the only one alone."""
    found = document.get("Statement", []) if isinstance(document, dict) else []
    return t.cast("list[dict[str, t.Any]]", found if isinstance(found, list) else [found])


def canonical(value: t.Any) -> t.Any:
    """A list of one is its element, lists and keys are sorted, {"AWS": "*"} is "*", true is "true"."""
    if isinstance(value, dict):
        if value in ({"AWS": "*"}, {"AWS": ["*"]}):
            return "*"
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        items = sorted((canonical(item) for item in value), key=repr)
        return items[0] if len(items) == 1 else items
    if isinstance(value, bool):
        return str(value).lower()
    return value


def same(first: t.Any, second: t.Any) -> bool:
    """Whether two policy documents allow the same in the same statements, however they are written."""
    return sorted(map(canonical, statements(first)), key=repr) == sorted(map(canonical, statements(second)), key=repr)
