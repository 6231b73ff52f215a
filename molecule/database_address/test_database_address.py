"""The address is the instance's own."""

from __future__ import annotations

from tests.environment import Environment
from tests.rehearsal import Rehearsal


def test_it_is_where_aws_says(rehearsal: Rehearsal, cloud: Environment) -> None:
    run = cloud.play("molecule/database_address/converge.yml")
    address = rehearsal.instance_of_database("map-cloud-database")["Endpoint"]["Address"]
    assert f"It is at {address}." in run.output
