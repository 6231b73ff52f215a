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
    address = rehearsal.elastic_address("map-cloud-host")["PublicIp"]
    assert found["jupyter.cloud.example.org."] == found["navigator.cloud.example.org."] == address
    database = rehearsal.instance_of_database("map-cloud-database")["Endpoint"]["Address"]
    assert found["datajoint.cloud.example.org."].rstrip(".") == database
