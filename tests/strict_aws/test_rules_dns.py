"""Rules of Route 53, asked with bare boto3: without the layer the emulator would let it pass."""

from __future__ import annotations

import typing as t

import pytest

from .fixtures import client, refused
from .server import Server


@pytest.fixture
def route53(strict_aws: Server) -> t.Any:
    return client(strict_aws, "route53")


def zone(route53: t.Any, name: str) -> str:
    made: str = route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"].rpartition("/")[2]
    return made


def put(route53: t.Any, zone_id: str, name: str, kind: str, value: str) -> str:
    record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    answer = route53.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=batch)["ChangeInfo"]
    assert answer["Status"] == "PENDING"
    return t.cast(str, answer["Id"])


def test_servers_take_a_while_to_know_a_change(route53: t.Any) -> None:
    change = put(route53, zone(route53, "example.org"), "a.example.org", "A", "203.0.113.7")
    seen = [route53.get_change(Id=change)["ChangeInfo"]["Status"] for _ in range(3)]
    assert seen == ["PENDING", "PENDING", "INSYNC"]


def test_nothing_is_beside_a_cname(route53: t.Any) -> None:
    made = zone(route53, "example.org")
    put(route53, made, "a.example.org", "CNAME", "b.example.org")
    put(route53, made, "a.example.org", "CNAME", "c.example.org")
    put(route53, made, "d.example.org", "A", "203.0.113.7")
    put(route53, made, "d.example.org", "TXT", '"x"')
    for name, kind, value in (
        ("a.example.org", "A", "203.0.113.7"),
        ("d.example.org", "CNAME", "a.example.org"),
        ("example.org", "CNAME", "a.example.org"),
    ):
        code, message = refused(lambda: put(route53, made, name, kind, value))  # noqa: B023
        assert (code, f"RRSet of type {kind} with DNS name {name}." in message) == ("InvalidChangeBatch", True)


def test_zones_are_listed_from_a_name_on(route53: t.Any) -> None:
    for name in ("example.org", "map.example.org", "example.com"):
        zone(route53, name)
    found = route53.list_hosted_zones_by_name(DNSName="example.org")["HostedZones"]
    assert [item["Name"] for item in found] == ["example.org.", "map.example.org."]
