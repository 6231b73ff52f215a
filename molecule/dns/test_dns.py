"""The names lead to the host and to the database."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_names_lead_there(rehearsal: Rehearsal) -> None:
    route53 = rehearsal.client("route53")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    found = {
        one["Name"]: one["ResourceRecords"][0]["Value"]
        for one in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    }
    addresses = {one["PublicIp"] for one in rehearsal.client("ec2").describe_addresses()["Addresses"]}
    assert found["jupyter.cloud.example.org."] == found["navigator.cloud.example.org."]
    assert found["jupyter.cloud.example.org."] in addresses
    assert "datajoint.cloud.example.org." in found
