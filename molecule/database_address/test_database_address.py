"""The address is the instance's own."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_aws_gives_an_address(rehearsal: Rehearsal) -> None:
    (instance,) = rehearsal.client("rds").describe_db_instances(DBInstanceIdentifier="map-cloud-database")[
        "DBInstances"
    ]
    assert instance["Endpoint"]["Address"]
