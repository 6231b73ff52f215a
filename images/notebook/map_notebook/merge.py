"""A person's configuration and a newly delivered one made one: what the person changed stays, all else is delivered."""

from __future__ import annotations

import hashlib
import json
import typing as t

Tree = dict[str, t.Any]
Leaves = dict[tuple[str, ...], t.Any]
"""Keys on the way -> a value that is no object, or an empty one."""
PASSWORD = ("database.password",)


def merge(mine: Tree, given: Tree, last: dict[str, str]) -> tuple[Tree, dict[str, str]]:
    """The new configuration, and what to remember as delivered: the hash of each value, by the name of its place.

    last: what was remembered before. A value of the person's that isn't what was delivered last is the person's own,
    and keeps its place from anything that is delivered there, above it or below it. So does a first password that is
    delivered no more: it is handed over once.
    """
    offered = flatten(given)
    own = {
        path: value
        for path, value in flatten(mine).items()
        if last.get(named(path)) != digest(value) or (path == PASSWORD and path not in offered)
    }
    taken = {path: value for path, value in offered.items() if not any(_clash(path, other) for other in own)}
    return unflatten({**taken, **own}), {named(path): digest(value) for path, value in offered.items()}


def flatten(tree: Tree, above: tuple[str, ...] = ()) -> Leaves:
    leaves: Leaves = {}
    for key, value in tree.items():
        path = (*above, key)
        leaves.update(flatten(value, path) if isinstance(value, dict) and value else {path: value})
    return leaves


def unflatten(leaves: Leaves) -> Tree:
    tree: Tree = {}
    for (*above, key), value in leaves.items():
        place = tree
        for part in above:
            place = place.setdefault(part, {})
        place[key] = value
    return tree


def named(path: tuple[str, ...]) -> str:
    """A place as one text, as in a JSON pointer: two places never have the same."""
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in path)


def digest(value: t.Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _clash(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether not both can have a value: they are the same, or one is inside the other."""
    return all(a == b for a, b in zip(one, other))  # noqa: B905 (Python 3.9 has no strict)
