"""What is there, as a page for people; pure."""

from __future__ import annotations

import typing as t

Facts = dict[str, t.Any]


def page(title: str, places: Facts, rights: list[Facts]) -> str:
    """The page as text.

    places: what -> where, in the order given; empty ones are left out
    rights: rows of account, kind, role, grants, as db_users gives them
    """
    named = [(what, where) for what, where in places.items() if where]
    blocks = [title, *([columns(named)] if named else []), *([_rights(rights)] if rights else [])]
    return "\n\n".join(blocks) + "\n"


def _rights(rights: list[Facts]) -> str:
    rows = [("account", "role", "rights")]
    for right in rights:
        grants = right["grants"] or ["may sign in, nothing more"]
        rows.append((right["account"], right["role"], grants[0]))
        rows += [("", "", grant) for grant in grants[1:]]
    return columns(rows)


def columns(rows: t.Sequence[tuple[str, ...]]) -> str:
    """Rows with their columns under each other."""
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"  {line}".rstrip() for line in lines)
