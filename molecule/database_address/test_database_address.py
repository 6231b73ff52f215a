"""The address is the instance's own."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_aws_gives_an_address(rehearsal: Rehearsal) -> None:
    assert rehearsal.instance_of_database("map-cloud-database")["Endpoint"]["Address"]
