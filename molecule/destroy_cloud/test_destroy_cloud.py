"""Nothing is left of the environment but its last copies."""

from __future__ import annotations

import json
import typing as t

from tests.rehearsal import Rehearsal

REMAINS = {
    "ec2": ("describe_instances", "describe_volumes", "describe_addresses", "describe_security_groups"),
    "rds": ("describe_db_instances", "describe_db_parameter_groups", "describe_db_subnet_groups"),
    "iam": ("list_users",),
    "s3": ("list_buckets",),
    "ssm": ("describe_parameters",),
}


def test_nothing_has_its_name(rehearsal: Rehearsal) -> None:
    for service, questions in REMAINS.items():
        client = rehearsal.client(service)
        for question in questions:
            told = json.dumps(without_ended(getattr(client, question)()), default=str)
            assert "rehearsal" in told or question == "describe_db_subnet_groups", "those of its neighbour are listed"
            assert [word for word in ("map-cloud", "/map/cloud") if word in told] == [], question


def test_no_name_leads_to_it(rehearsal: Rehearsal) -> None:
    route53 = rehearsal.client("route53")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    assert [one["Name"] for one in records if one["Name"].endswith(".cloud.example.org.")] == []


def test_last_copies_are_kept(rehearsal: Rehearsal) -> None:
    kept = [one["DBSnapshotIdentifier"] for one in rehearsal.client("rds").describe_db_snapshots()["DBSnapshots"]]
    assert [one for one in kept if one.startswith("map-cloud-final-")]
    disks = rehearsal.client("ec2").describe_snapshots(OwnerIds=["self"])["Snapshots"]
    assert "map-cloud" in json.dumps(disks, default=str)


def without_ended(answer: dict[str, t.Any]) -> dict[str, t.Any]:
    """AWS tells of a terminated instance for an hour."""
    for reservation in answer.get("Reservations", []):
        reservation["Instances"] = [one for one in reservation["Instances"] if one["State"]["Name"] != "terminated"]
    return answer
