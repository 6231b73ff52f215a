"""Nothing is left of the environment but its last copies."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_a_snapshot_is_kept_and_nothing_else(rehearsal: Rehearsal) -> None:
    rds = rehearsal.client("rds")
    assert "map-cloud-database" not in [
        one["DBInstanceIdentifier"] for one in rds.describe_db_instances()["DBInstances"]
    ]
    kept = [one["DBSnapshotIdentifier"] for one in rds.describe_db_snapshots()["DBSnapshots"]]
    assert [one for one in kept if one.startswith("map-cloud-final-")]
    buckets = [one["Name"] for one in rehearsal.client("s3").list_buckets()["Buckets"]]
    assert [one for one in buckets if one.startswith("map-cloud-")] == []
