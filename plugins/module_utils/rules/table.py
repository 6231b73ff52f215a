"""Rules as a table: the variables that a rule is about, and the function that judges them."""

from __future__ import annotations

import typing as t

Rule = tuple[tuple[str, ...], t.Callable[..., t.Iterable[str]]]


def apply(rules: t.Iterable[Rule], values: t.Mapping[str, t.Any]) -> list[str]:
    """What all rules find. A rule of which a variable is missing is left out: that is reported elsewhere."""
    found: list[str] = []
    for names, judge in rules:
        if all(name in values for name in names):
            found += judge(*(values[name] for name in names))
    return found
