"""Records as a table: what is wanted beside what Route 53 has, and the changes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.dns_records import (
    Actual,
    Record,
    Wanted,
    Zone,
    choose,
    is_id,
    notes,
    parents,
    plan,
)

HUB = Wanted("jupyter.map.example.org", "A", "203.0.113.7", 300)
DATABASE = Wanted("datajoint.map.example.org", "CNAME", "map.abc.us-east-1.rds.amazonaws.com", 300)
WANTED = [HUB, DATABASE]
ZONE = Zone("Z1", "map.example.org")
ABOVE = Zone("Z2", "example.org")
PRIVATE = Zone("Z3", "map.example.org", private=True)
HUB_THERE, DATABASE_THERE = (Record(wanted.type, (wanted.value,), wanted.ttl) for wanted in WANTED)


def actual(
    hub: tuple[Record, ...] = (), database: tuple[Record, ...] = (), zones: tuple[Zone, ...] = (ZONE,)
) -> Actual:
    return Actual(zones, {HUB.name: hub, DATABASE.name: database})


def test_in_an_empty_zone_all_are_made_by_one_call() -> None:
    call = Call("put_records", {"zone_id": "Z1", "records": WANTED})
    assert plan(actual(), WANTED, "") == [
        Change("route53", "create", f"record {HUB.name} A", None, {"value": HUB.value, "ttl": 300}, call),
        Change("route53", "create", f"record {DATABASE.name} CNAME", None, {"value": DATABASE.value, "ttl": 300}, call),
    ]


def test_as_it_should_be_nothing_changes() -> None:
    assert plan(actual((HUB_THERE,), (DATABASE_THERE,)), WANTED, "") == []


@pytest.mark.parametrize(
    ("found", "before"),
    [
        (Record("A", ("203.0.113.8",), 300), {"value": "203.0.113.8", "ttl": 300}),
        (Record("A", (HUB.value,), 60), {"value": HUB.value, "ttl": 60}),
        (Record("A", (HUB.value, "203.0.113.8"), 300), {"value": f"{HUB.value}, 203.0.113.8", "ttl": 300}),
    ],
    ids=["elsewhere", "another time", "also elsewhere"],
)
def test_only_what_differs_is_set(found: Record, before: dict[str, t.Any]) -> None:
    (change,) = plan(actual((found,), (DATABASE_THERE,)), WANTED, "")
    assert (change.action, change.before) == ("update", before)
    assert change.call.kwargs["records"] == [HUB]


def test_what_isnt_known_yet_is_planned() -> None:
    unknown = [Wanted(HUB.name, "A", UNKNOWN, 300), Wanted(DATABASE.name, "CNAME", UNKNOWN, 300)]
    for found in (actual(), Actual()):
        assert [change.after for change in plan(found, unknown, "")] == [{"value": UNKNOWN, "ttl": 300}] * 2


def test_where_nobody_asked_the_plan_is_that_of_an_empty_zone() -> None:
    assumed, empty = plan(Actual(), WANTED, ""), plan(actual(), WANTED, "")
    assert [change.public() for change in assumed] == [change.public() for change in empty]


def test_the_zones_that_could_hold_names() -> None:
    assert parents([HUB.name, DATABASE.name]) == ["map.example.org", "example.org"]
    assert parents([HUB.name]) == [HUB.name, "map.example.org", "example.org"]
    assert parents(["a.example.org", "a.example.com"]) == []


@pytest.mark.parametrize(
    ("zones", "wish", "chosen"),
    [
        ((ZONE, ABOVE, PRIVATE), "", [ZONE]),
        ((ABOVE, PRIVATE), "", [ABOVE]),
        ((ZONE, ABOVE), "example.org", [ABOVE]),
        ((ZONE, ABOVE), "Z2", [ABOVE]),
        ((PRIVATE,), "", []),
        ((PRIVATE,), "Z3", []),
        ((Zone("Z4", "p.example.org"),), "", []),
        ((Zone("Z4", "ample.org"),), "", []),
        ((ZONE, Zone("Z5", ZONE.name)), "", [ZONE, Zone("Z5", ZONE.name)]),
        ((ZONE, Zone("Z5", ZONE.name)), "Z5", [Zone("Z5", ZONE.name)]),
    ],
)
def test_the_longest_public_zone_is_chosen_unless_one_is_named(
    zones: tuple[Zone, ...], wish: str, chosen: list[Zone]
) -> None:
    assert choose(zones, [HUB.name, DATABASE.name], wish) == chosen


def test_an_id_isnt_a_name() -> None:
    assert [is_id(text) for text in ("Z0123ABC", "map.example.org", "zone", "")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("zones", "wish", "said"),
    [
        ((), "", r"no public zone .* hold jupyter.* Make one, of map.example.org or example.org, and have the domain"),
        ((PRIVATE,), "", "no public zone"),
        ((PRIVATE,), "Z3", "The zone 'Z3' is private. Name a public zone"),
        ((), "Z9", "The zone 'Z9' isn't there. Name a public zone"),
        ((Zone("Z4", "example.com"),), "Z4", "is example.com, which can't hold jupyter.map.example.org and datajoint"),
        (
            (ZONE, Zone("Z5", ZONE.name)),
            "",
            "2 public zones map.example.org: Z1 and Z5. Name the ID of the one to which",
        ),
    ],
)
def test_without_one_zone_nothing_is_planned(zones: tuple[Zone, ...], wish: str, said: str) -> None:
    with pytest.raises(MapError, match=said):
        plan(Actual(zones), WANTED, wish)


@pytest.mark.parametrize(
    ("hub", "database", "said"),
    [
        (
            (Record("CNAME", ("old.example.org",), 60),),
            (),
            r"has a record of type CNAME \(old.example.org\), so that none of type A",
        ),
        (
            (),
            (Record("A", ("198.51.100.1",), 60),),
            r"has a record of type A \(198.51.100.1\), so that none of type CNAME",
        ),
        ((), (Record("TXT", ('"x"',), 60), DATABASE_THERE), r"has a record of type TXT"),
        (
            (Record("A", kind="an alias"),),
            (),
            "record jupyter.map.example.org has an alias, so somebody made it with intent",
        ),
        ((Record("A", ("1.2.3.4",), 60, "a routing policy"),), (), "has a routing policy"),
    ],
    ids=["CNAME", "A", "TXT", "alias", "policy"],
)
def test_what_is_in_the_way_is_refused(hub: tuple[Record, ...], database: tuple[Record, ...], said: str) -> None:
    with pytest.raises(MapError, match=said):
        plan(actual(hub, database), WANTED, "")


def test_beside_an_address_other_types_may_be() -> None:
    beside = (HUB_THERE, Record("TXT", ('"x"',), 60), Record("AAAA", ("2001:db8::1",), 60))
    found = actual(beside, (DATABASE_THERE,))
    assert plan(found, WANTED, "") == []
    (note,) = notes(found, WANTED)
    assert "has an AAAA record too, so that people with IPv6 get to 2001:db8::1" in note
    assert notes(actual((HUB_THERE,), (DATABASE_THERE,)), WANTED) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([HUB, HUB], "The name jupyter.map.example.org is wanted twice"),
        ([Wanted(HUB.name, "A", "host.example.org", 300)], "'host.example.org', which is no IPv4 address"),
        ([Wanted(HUB.name, "A", "2001:db8::1", 300)], "no IPv4 address"),
        ([Wanted(DATABASE.name, "CNAME", "203.0.113.7", 300)], "'203.0.113.7', which is no host's name"),
        ([Wanted(DATABASE.name, "CNAME", "", 300)], "which is no host's name"),
        ([Wanted(DATABASE.name, "CNAME", DATABASE.name, 300)], "would lead to itself"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(wanted: list[Wanted], said: str) -> None:
    with pytest.raises(MapError, match=said):
        plan(actual(), wanted, "")
