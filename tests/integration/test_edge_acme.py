"""Certificates of a real ACME server: issued by themselves, and renewed while people work."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.integration.edge_load import Load
from tests.integration.edge_pebble import SECONDS, Pebble
from tests.integration.edge_world import Edge


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Edge]:
    """It gets its certificates by both of ACME's challenges: which, it takes by chance."""
    edge = Edge(tmp_path_factory.mktemp("edge"), "edgeacme", map_domain="map.example.org", edge_certificates="acme")
    try:
        pebble = Pebble(edge).start()
        edge.ca_file = pebble.root_file
        edge.environment.set(
            edge_acme_directory=pebble.directory,
            edge_acme_ca_file=str(pebble.ca_file),
            edge_acme_email="operators@example.org",
            edge_renew_check_seconds=2,
        )
        edge.apply()
        edge.behind("jupyter")
        edge.behind("navigator")
        for label in ("jupyter", "navigator"):
            edge.wait_log(f'certificate obtained successfully","identifier":"{edge.host(label)}')
        yield edge
    finally:
        edge.remove()


def test_certificates_are_renewed_twice_without_a_failed_request(edge: Edge) -> None:
    opened = edge.websocket()
    with Load(edge) as load, Load(edge, "navigator", people=2) as other:
        load.wait_certificates(3, seconds=SECONDS * 4)
        other.wait_certificates(2, seconds=SECONDS * 4)
        load.more(20)
    assert load.failures + other.failures == []
    opened.send("still open")
    assert opened.recv() == "still open"
    opened.close()


def test_a_second_run_changes_nothing_and_asks_for_no_certificate(edge: Edge) -> None:
    assert edge.apply().plan == []


def test_the_account_at_the_authority_outlives_a_restart(edge: Edge) -> None:
    """Authorities let one make only so many."""
    account = "find /data/caddy/acme -name '*.json' | xargs sha256sum"
    before = edge.container.exec_run(["bash", "-c", account]).output
    assert b"map-edgeacme-pebble" in before
    edge.container.restart()
    assert edge.container.exec_run(["bash", "-c", account]).output == before


def test_other_names_get_no_certificate(edge: Edge) -> None:
    lines = [json.loads(line) for line in edge.log().splitlines()]
    obtained = {line["identifier"] for line in lines if line["msg"] == "certificate obtained successfully"}
    assert obtained == {edge.host("jupyter"), edge.host("navigator")}
