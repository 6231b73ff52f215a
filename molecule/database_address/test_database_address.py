"""The address is the instance's own."""

from __future__ import annotations

from tests.environment import ROOT, Environment
from tests.rehearsal import Rehearsal


def test_it_is_where_aws_says(rehearsal: Rehearsal) -> None:
    run = Environment(ROOT / "molecule/inventories", "cloud").play("molecule/database_address/converge.yml")
    address = rehearsal.instance_of_database("map-cloud-database")["Endpoint"]["Address"]
    assert f"It is at {address}." in run.output
