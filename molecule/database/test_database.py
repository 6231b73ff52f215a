"""One instance with DataJoint's parameters, encrypted, and open to the host alone."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_the_instance_is_as_wished(rehearsal: Rehearsal) -> None:
    instance = rehearsal.instance_of_database("map-cloud-database")
    assert (instance["Engine"], instance["StorageEncrypted"], instance["MultiAZ"]) == ("mysql", True, False)
    assert instance["DBParameterGroups"][0]["DBParameterGroupName"] == "map-cloud-mysql8-4"


def test_tls_is_required(rehearsal: Rehearsal) -> None:
    pages = rehearsal.client("rds").get_paginator("describe_db_parameters")
    found = {
        one["ParameterName"]: one.get("ParameterValue")
        for page in pages.paginate(DBParameterGroupName="map-cloud-mysql8-4")
        for one in page["Parameters"]
    }
    assert found["require_secure_transport"] in ("1", "ON")
