"""What was looked at is still there."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_it_is_there(rehearsal: Rehearsal) -> None:
    assert rehearsal.client("rds").describe_db_instances(DBInstanceIdentifier="map-cloud-database")["DBInstances"]
