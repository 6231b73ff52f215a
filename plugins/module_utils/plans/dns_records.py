"""What it takes that names lead where they should. Removes no record, and replaces only simple ones of its type."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import typing as t

from ..plan import UNKNOWN, Call, Change, refuse

_ZONE_ID = re.compile(r"Z[A-Z0-9]{1,31}")
_HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A record. name, and the value of a CNAME: in small letters, without a dot at the end; ttl: in seconds."""

    name: str
    type: str
    value: str
    ttl: int


@dataclasses.dataclass(frozen=True)
class Zone:
    """A hosted zone. private: only networks of AWS see it."""

    id: str
    name: str
    private: bool = False


@dataclasses.dataclass(frozen=True)
class Record:
    """A record set as Route 53 has it. kind: what makes it more than values: an alias, or a routing policy."""

    type: str
    values: tuple[str, ...] = ()
    ttl: int | None = None
    kind: str = ""


@dataclasses.dataclass(frozen=True)
class Actual:
    """zones: those that could hold the names, or the one that was asked for; None where nobody asked
    records: name -> all that the chosen zone has under it"""

    zones: tuple[Zone, ...] | None = None
    records: dict[str, tuple[Record, ...]] = dataclasses.field(default_factory=dict)


def is_id(zone: str) -> bool:
    """Whether a wish for a zone is its ID and not its name."""
    return bool(_ZONE_ID.fullmatch(zone))


def parents(names: t.Iterable[str]) -> list[str]:
    """The names of all zones that could hold all the names, the longest first; no top-level domains."""
    first, *others = names
    labels = first.split(".")
    found = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return [parent for parent in found if all(_is_under(name, parent) for name in others)]


def choose(zones: t.Iterable[Zone], names: t.Iterable[str], wish: str) -> list[Zone]:
    """The public zones that are the one: it, or none, or several among which nobody can choose.

    wish: a zone's name or ID; empty for the longest that all names end with
    """
    names = list(names)
    public = [zone for zone in zones if not zone.private and all(_is_under(name, zone.name) for name in names)]
    if wish:
        return [zone for zone in public if wish in (zone.id, zone.name)]
    longest = max((len(zone.name) for zone in public), default=0)
    return [zone for zone in public if len(zone.name) == longest]


def plan(actual: Actual, wanted: list[Wanted], wish: str) -> list[Change]:
    """A change for each record that differs. All have the one call that makes them all: it holds as a whole or not."""
    refuse([*_wish_problems(wanted), *_zone_problems(actual, wanted, wish), *_in_the_way(actual, wanted)])
    differing = [record for record in wanted if _found(actual, record) != _record(record)]
    zones = choose(actual.zones or (), (record.name for record in wanted), wish)
    about = {"zone_id": zones[0].id if zones else UNKNOWN, "records": differing}
    return [_change(_found(actual, record), record, Call("put_records", about)) for record in differing]


def notes(actual: Actual, wanted: list[Wanted]) -> list[str]:
    """Warnings: what leads people elsewhere, although the records are as they should be."""
    return [
        f"The name {record.name} has an AAAA record too, so that people with IPv6 get to {', '.join(found.values)}. "
        "Remove it in Route 53, unless that is the same machine."
        for record in wanted
        for found in actual.records.get(record.name, ())
        if record.type == "A" and found.type == "AAAA"
    ]


def _change(found: Record | None, wanted: Wanted, call: Call) -> Change:
    before = {"value": ", ".join(found.values), "ttl": found.ttl} if found else None
    after = {"value": wanted.value, "ttl": wanted.ttl}
    return Change(
        "route53", "update" if found else "create", f"record {wanted.name} {wanted.type}", before, after, call
    )


def _found(actual: Actual, wanted: Wanted) -> Record | None:
    return next((found for found in actual.records.get(wanted.name, ()) if found.type == wanted.type), None)


def _record(wanted: Wanted) -> Record:
    return Record(wanted.type, (wanted.value,), wanted.ttl)


def _is_under(name: str, zone: str) -> bool:
    return name == zone or name.endswith(f".{zone}")


def _wish_problems(wanted: list[Wanted]) -> t.Iterator[str]:
    names = [record.name for record in wanted]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"The name {name} is wanted twice. Give each name one record."
    for record in wanted:
        if record.value == UNKNOWN:
            continue
        if record.type == "A" and not _is_ipv4(record.value):
            yield (
                f"The A record {record.name} should lead to '{record.value}', which is no IPv4 address. "
                "Give it the machine's public one."
            )
        if record.type == "CNAME" and not _HOST_NAME.fullmatch(record.value):
            yield (
                f"The CNAME record {record.name} should lead to '{record.value}', which is no host's name. "
                "Give it a name, as AWS gives one to a database."
            )
        if record.type == "CNAME" and record.value == record.name:
            yield f"The CNAME record {record.name} would lead to itself. Give it the name that AWS gave to the machine."


def _is_ipv4(text: str) -> bool:
    try:
        return bool(ipaddress.IPv4Address(text))
    except ValueError:
        return False


def _zone_problems(actual: Actual, wanted: list[Wanted], wish: str) -> t.Iterator[str]:
    if actual.zones is None:
        return
    names = [record.name for record in wanted]
    found = choose(actual.zones, names, wish)
    if len(found) > 1:
        ids = " and ".join(zone.id for zone in found)
        yield (
            f"Route 53 has {len(found)} public zones {found[0].name}: {ids}. "
            "Name the ID of the one to which the domain is delegated, in dns_zone."
        )
    elif not found and wish:
        why = (
            "is private"
            if any(wish in (zone.id, zone.name) and zone.private for zone in actual.zones)
            else "isn't there"
        )
        held = [zone.name for zone in actual.zones if wish in (zone.id, zone.name) and not zone.private]
        why = f"is {held[0]}, which can't hold {' and '.join(names)}" if held else why
        yield f"The zone '{wish}' {why}. Name a public zone of this account in dns_zone, or leave it out."
    elif not found:
        possible = " or ".join(parents(names)) or "a domain that they share"
        yield (
            f"Route 53 has no public zone in this account that could hold {' and '.join(names)}. "
            f"Make one, of {possible}, and have the domain delegated to it."
        )


def _in_the_way(actual: Actual, wanted: list[Wanted]) -> t.Iterator[str]:
    for record in wanted:
        for found in actual.records.get(record.name, ()):
            if found.type == record.type and found.kind:
                yield (
                    f"The {record.type} record {record.name} has {found.kind}, so somebody made it with intent. "
                    "Remove it in Route 53, then run again."
                )
            elif found.type != record.type and "CNAME" in (found.type, record.type):
                there = f"{found.type} ({', '.join(found.values) or found.kind})"
                yield (
                    f"The name {record.name} has a record of type {there}, so that none of type {record.type} can be. "
                    "Remove it in Route 53 if nobody needs it, then run again."
                )
