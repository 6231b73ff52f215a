"""Certificates of a real ACME server: issued by themselves, and renewed while people work."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.integration.edge_load import Load
from tests.integration.edge_pebble import SECONDS, Pebble
from tests.integration.edge_world import Door


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Door]:
    """It gets its certificates by both of ACME's challenges: which, it takes by chance."""
    door = Door(tmp_path_factory.mktemp("edge"), "edgeacme", map_domain="map.example.org", edge_certificates="acme")
    try:
        pebble = Pebble(door).start()
        door.ca_file = pebble.root_file
        door.environment.set(
            edge_acme_directory=pebble.directory,
            edge_acme_ca_file=str(pebble.ca_file),
            edge_acme_email="operators@example.org",
            edge_renew_check_seconds=2,
        )
        door.apply()
        door.behind("jupyter")
        door.behind("navigator")
        for label in ("jupyter", "navigator"):
            door.wait_log(f'certificate obtained successfully","identifier":"{door.host(label)}')
        yield door
    finally:
        door.remove()


def test_certificates_are_renewed_twice_without_a_failed_request(door: Door) -> None:
    opened = door.websocket()
    with Load(door) as load, Load(door, "navigator", people=2) as other:
        load.wait_certificates(3, seconds=SECONDS * 4)
        other.wait_certificates(2, seconds=SECONDS * 4)
        load.more(20)
    assert load.failures + other.failures == []
    opened.send("still open")
    assert opened.recv() == "still open"
    opened.close()


def test_a_second_run_changes_nothing_and_asks_for_no_certificate(door: Door) -> None:
    assert door.apply().plan == []


def test_the_account_at_the_authority_outlives_a_restart(door: Door) -> None:
    """Authorities let one make only so many."""
    account = "find /data/caddy/acme -name '*.json' | xargs sha256sum"
    before = door.container.exec_run(["bash", "-c", account]).output
    assert b"map-edgeacme-pebble" in before
    door.container.restart()
    assert door.container.exec_run(["bash", "-c", account]).output == before


def test_other_names_get_no_certificate(door: Door) -> None:
    lines = [json.loads(line) for line in door.log().splitlines()]
    obtained = {line["identifier"] for line in lines if line["msg"] == "certificate obtained successfully"}
    assert obtained == {door.host("jupyter"), door.host("navigator")}
