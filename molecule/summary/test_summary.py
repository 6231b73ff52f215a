"""The page names what AWS says is there."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_the_page_is_true(rehearsal: Rehearsal) -> None:
    page = rehearsal.play("molecule/summary/converge.yml", "--check").output
    buckets = [bucket["Name"] for bucket in rehearsal.client("s3").list_buckets()["Buckets"]]
    named = [name for name in buckets if name.startswith("map-rehearsal-")]
    assert len(named) == 2
    instance = rehearsal.instance("map-rehearsal-host")["InstanceId"]
    version = rehearsal.instance_of_database("map-rehearsal-database")["EngineVersion"]
    for word in (*named, rehearsal.address(), instance, f"MySQL {version}"):
        assert word in page
