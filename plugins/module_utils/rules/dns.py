"""Rules for the names: they are in a domain that the world knows, and in a zone that can hold them."""

from __future__ import annotations

import typing as t

from ..plans import dns_records
from .table import Rule, apply

_OF_NOBODY = ("localhost", "local", "test", "invalid", "internal", "example")
_SHORTEST, _LONGEST = 30, 86_400


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def delegated(manage: bool, domain: str) -> t.Iterator[str]:
    if manage and domain.rpartition(".")[2] in _OF_NOBODY:
        yield (
            f"dns_manage is on, but nobody outside can ever find a name under {domain}. "
            "Switch it off, or give map_domain a domain of yours."
        )


def zone(written: str, domain: str) -> t.Iterator[str]:
    name = written.rstrip(".")
    if name and not dns_records.is_id(name) and not f".{domain}".endswith(f".{name}"):
        yield (
            f"dns_zone is '{written}', which can't hold the names under {domain}. "
            "Write the ID of a zone or a name that map_domain ends with, or nothing."
        )


def ttl(seconds: int) -> t.Iterator[str]:
    if not _SHORTEST <= seconds <= _LONGEST:
        yield (
            f"dns_ttl_seconds is {seconds}, which is too {'short' if seconds < _SHORTEST else 'long'}. "
            f"Take {_SHORTEST} to {_LONGEST} seconds, a day; 300 is usual."
        )


RULES: tuple[Rule, ...] = (
    (("dns_manage", "map_domain"), delegated),
    (("dns_zone", "map_domain"), zone),
    (("dns_ttl_seconds",), ttl),
)
