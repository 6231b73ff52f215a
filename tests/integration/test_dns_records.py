"""Names in a Route 53 that refuses and delays as AWS does."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import dns_records as clients
from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import dns_records

from .aws_server import World, targets, world

__all__ = ["world"]

HUB, DATABASE = "jupyter.map.example.org", "datajoint.map.example.org"
ENDPOINT = "map-test-database.abc.us-east-1.rds.amazonaws.com"
RECORDS = [
    {"name": HUB, "type": "A", "value": "203.0.113.7", "ttl": 300},
    {"name": "Navigator.map.example.org.", "type": "A", "value": "203.0.113.7", "ttl": 300},
    {"name": DATABASE, "type": "CNAME", "value": ENDPOINT, "ttl": 300},
]
VPC = {"VPCRegion": "us-east-1", "VPCId": "vpc-12345678"}


def run(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(dns_records, check, **{"records": RECORDS, **params})


def zone(world: World, name: str = "map.example.org", reference: str = "1", **more: t.Any) -> str:
    made = world.boto("route53").create_hosted_zone(Name=name, CallerReference=name + reference, **more)
    world.server.recorder.reset()
    return t.cast(str, made["HostedZone"]["Id"].rpartition("/")[2])


def put(world: World, zone_id: str, *records: dict[str, t.Any]) -> None:
    changes = [{"Action": "UPSERT", "ResourceRecordSet": record} for record in records]
    world.boto("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})


def simple(name: str, kind: str, value: str, ttl: int = 60) -> dict[str, t.Any]:
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value}]}


def held(world: World, zone_id: str) -> dict[tuple[str, str], list[str]]:
    """What a zone has, without the records that every zone has."""
    pages = world.boto("route53").get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id)
    return {
        (item["Name"].rstrip("."), item["Type"]): [record["Value"] for record in item.get("ResourceRecords", [])]
        for page in pages
        for item in page["ResourceRecordSets"]
        if item["Type"] not in ("NS", "SOA")
    }


def test_the_law_and_the_budget(world: World) -> None:
    made = zone(world)
    checked, applied = world.law(run)
    assert checked["zone_id"] == applied["zone_id"] == made
    assert world.writes == ["route53 ChangeResourceRecordSets"]
    assert len(world.count(lambda: run(world, check=True))) <= 6
    again = run(world)
    assert (again["changed"], again["plan"], world.writes) == (False, [], [])
    assert held(world, made) == {
        (HUB, "A"): ["203.0.113.7"],
        ("navigator.map.example.org", "A"): ["203.0.113.7"],
        (DATABASE, "CNAME"): [ENDPOINT],
    }


def test_an_apply_ends_when_all_servers_know_it(world: World) -> None:
    zone(world)
    requests = world.count(lambda: run(world))
    assert requests.count("route53 GetChange") == 3


def test_a_change_that_no_server_learns_fails_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    zone(world)
    monkeypatch.setattr(clients, "PROPAGATION_SECONDS", 0.0)
    with pytest.raises(MapError, match=f"for all servers of Route 53 to know {HUB}, navigator.*in vain. Look at it in"):
        run(world)
    assert run(world)["plan"] == []


def test_how_much_a_zone_holds_is_no_matter(world: World) -> None:
    made = zone(world)
    for batch in range(2):
        names = (f"{letter}{number:03}" for letter in "aeknz" for number in range(batch * 80, batch * 80 + 80))
        put(world, made, *(simple(f"{name}.map.example.org", "A", "198.51.100.1") for name in names))
    put(world, made, *(simple(HUB, kind, '"x"') for kind in ("TXT", "SPF")))
    run(world)
    requests = world.count(lambda: run(world, check=True))
    assert len(requests) <= 6
    assert len(held(world, made)) == 800 + 2 + 3


@pytest.mark.parametrize("wish", ["", "example.org", "id"])
def test_the_zone_is_the_longest_unless_named(world: World, wish: str) -> None:
    long, short = zone(world), zone(world, "example.org")
    zone(world, "map.example.org", "private", VPC=VPC, HostedZoneConfig={"PrivateZone": True})
    zone(world, "p.example.org")
    found = run(world, zone=short if wish == "id" else wish)
    assert found["zone_id"] == (short if wish else long)
    assert held(world, long if wish else short) == {}
    assert len(held(world, short if wish else long)) == 3


def test_a_zone_that_isnt_clear_is_refused_before_anything_changes(world: World) -> None:
    with pytest.raises(MapError, match="no public zone in this account that could hold jupyter"):
        run(world)
    private = zone(world, "map.example.org", "private", VPC=VPC, HostedZoneConfig={"PrivateZone": True})
    with pytest.raises(MapError, match=f"The zone '{private}' is private. Name a public zone"):
        run(world, zone=private)
    first, second = zone(world), zone(world, reference="2")
    with pytest.raises(MapError, match=f"2 public zones map.example.org: .*{second}.* Name the ID"):
        run(world)
    assert world.writes == []
    assert run(world, zone=first)["zone_id"] == first
    assert run(world, zone=first, check=True)["plan"] == []


CHANGED_BY_HAND = {
    "elsewhere": simple(HUB, "A", "198.51.100.1", 300),
    "another time": simple(HUB, "A", "203.0.113.7", 5),
}


@pytest.mark.parametrize("drift", CHANGED_BY_HAND)
def test_a_change_by_hand_is_found_and_mended(world: World, drift: str) -> None:
    made = zone(world)
    run(world)
    put(world, made, CHANGED_BY_HAND[drift], simple("theirs.map.example.org", "A", "198.51.100.1"))
    checked = run(world, check=True)
    assert targets(checked) == [("update", f"record {HUB} A")]
    assert run(world)["plan"] == checked["plan"]
    assert run(world)["plan"] == []
    assert held(world, made)["theirs.map.example.org", "A"] == ["198.51.100.1"]


ALIAS = {"Type": "A", "AliasTarget": {"HostedZoneId": "Z2", "DNSName": "lb.example.org", "EvaluateTargetHealth": False}}
IN_THE_WAY: dict[str, tuple[dict[str, t.Any], str]] = {
    "cname": (
        simple(HUB, "CNAME", "old.example.org"),
        rf"{HUB} has a record of type CNAME \(old.example.org\), so that none",
    ),
    "address": (
        simple(DATABASE, "A", "198.51.100.1"),
        rf"{DATABASE} has a record of type A \(198.51.100.1\), so that none",
    ),
    "text": (simple(DATABASE, "TXT", '"x"'), f"{DATABASE} has a record of type TXT"),
    "alias": ({"Name": HUB, **ALIAS}, f"A record {HUB} has an alias"),
    "weights": ({**simple(HUB, "A", "198.51.100.1"), "SetIdentifier": "a", "Weight": 1}, "has a routing policy"),
}


@pytest.mark.parametrize("what", IN_THE_WAY)
def test_what_is_in_the_way_is_refused_until_it_is_gone(world: World, what: str) -> None:
    made, (record, said) = zone(world), IN_THE_WAY[what]
    put(world, made, record)
    world.server.recorder.reset()
    with pytest.raises(MapError, match=said):
        run(world)
    assert world.writes == []
    changes = [{"Action": "DELETE", "ResourceRecordSet": record}]
    world.boto("route53").change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": changes})
    assert len(run(world)["plan"]) == 3


def test_where_a_machine_isnt_made_yet_the_names_are_planned(world: World) -> None:
    zone(world)
    unknown = [{**record, "value": UNKNOWN} for record in RECORDS]
    checked = run(world, check=True, records=unknown)
    assert [change["after"] for change in checked["plan"]] == [{"value": UNKNOWN, "ttl": 300}] * 3
    with pytest.raises(MapError, match=f"Nobody knows yet where {HUB} leads to. Make the machine with"):
        run(world, records=unknown)
    assert world.writes == []


def test_another_account_is_refused_before_anything_is_asked(world: World) -> None:
    zone(world)
    world.options = {**world.options, "account_id": "210987654321"}
    with pytest.raises(MapError, match="belongs to AWS account 210987654321"):
        run(world)
    assert world.server.recorder.names == ["sts GetCallerIdentity"]


def test_a_zone_that_another_change_holds_is_waited_for(world: World) -> None:
    zone(world)
    world.server.strikes.throttle_share(0.5, 3)
    assert len(run(world)["plan"]) == 3
    assert world.server.strikes.throttled > 0
