"""The reverse proxy over time: deployed again, with other certificates, a broken change, taken away."""

from __future__ import annotations

import ssl
import time
import typing as t
from pathlib import Path

import docker
import pytest
import requests

from tests.environment import differences
from tests.integration.certificates import Authority
from tests.integration.edge_load import Load
from tests.integration.edge_world import Edge

CHANGED = "file /srv/map/edgerole/edge/tls/certificate.pem"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Edge]:
    edge = Edge(tmp_path_factory.mktemp("edge"), "edgerole", map_domain="map.example.org")
    try:
        away = edge.apply(edge_state="absent")  # makes the secrets; the key of labels is among them
        assert [target for _, target, _ in away.plan if not target.startswith("local secret")] == []
        checked = edge.check()
        assert differences(checked.plan, edge.apply().plan) == []
        assert ("create", "service proxy") in [change[:2] for change in checked.plan]
        edge.behind("jupyter")
        yield edge
    finally:
        edge.remove()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def bring(edge: Edge, pair: tuple[bytes, bytes]) -> dict[str, str]:
    """Put certificate and key where the operator would."""
    paths = {"edge_certificate_file": edge.folder / "brought.pem", "edge_key_file": edge.folder / "brought.key"}
    for path, content in zip(paths.values(), pair, strict=True):
        path.write_bytes(content)
    return {name: str(path) for name, path in paths.items()}


def both(edge: Edge) -> list[str]:
    return [edge.host("jupyter"), edge.host("navigator")]


def test_a_second_run_changes_nothing(edge: Edge) -> None:
    before = edge.container.id
    again = edge.apply()
    assert again.plan == []
    assert "changed=0" in again.output
    assert edge.container.id == before
    assert edge.get().status_code == 200


def test_its_certificate_is_beside_those_of_the_stand_ins(edge: Edge) -> None:
    """The authority is the environment's, and each play keeps only its own certificates."""
    assert (edge.root / "ca/edge/certificate.pem").exists()
    assert not (edge.root / "ca/edge/key.pem").stat().st_mode & 0o077
    assert not (edge.root / "edge/tls/certificate.pem").stat().st_mode & 0o077


def test_certificates_that_are_brought_take_their_place(edge: Edge, authority: Authority) -> None:
    """What browsers would refuse isn't taken, and the old one stays in use."""
    wrong = bring(edge, authority.server(edge.host("jupyter")))
    edge.environment.set(edge_certificates="files", **wrong)
    before = edge.serial()
    refused = edge.apply(ok=False)
    assert refused.returncode != 0
    assert f"certificate isn't for {edge.host('navigator')}. Get one for all of" in refused.output
    assert "BEGIN" not in refused.output
    assert edge.serial() == before
    bring(edge, authority.server(*both(edge)))
    assert differences(edge.check().plan, edge.apply().plan) == []
    edge.ca_file = Path(edge.folder / "authority.pem")
    edge.ca_file.write_bytes(authority.pem)
    assert edge.get().status_code == 200


def test_browsers_refuse_one_that_has_ended(edge: Edge, authority: Authority) -> None:
    """The role wouldn't take it, so it is put where time would have left it."""
    good = ssl.create_default_context(cadata=authority.pem.decode())
    edge.handshake(edge.host("jupyter"), good).close()
    place = edge.root / "edge/tls/certificate.pem"
    place.write_bytes(b"".join(authority.server(*both(edge), seconds=1)))
    time.sleep(2)
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        edge.handshake(edge.host("jupyter"), good)
    assert [target for _, target, _ in edge.apply().plan] == [CHANGED]
    edge.handshake(edge.host("jupyter"), good).close()


def test_a_newer_one_is_taken_up_without_a_failed_request(edge: Edge, authority: Authority) -> None:
    """No container is made anew, and open connections stay."""
    before, opened = edge.container.id, edge.websocket()
    with Load(edge) as load:
        load.more(20)
        bring(edge, authority.server(*both(edge)))
        checked = edge.check()
        assert edge.apply().plan == checked.plan
        assert [target for _, target, _ in checked.plan] == [CHANGED]
        load.wait_certificates(2, seconds=60)
        load.more(20)
    assert load.failures == []
    assert len(load.serials) == 2
    opened.send("still open")
    assert opened.recv() == "still open"
    opened.close()
    assert edge.container.id == before


@pytest.mark.endurance
def test_a_change_with_which_it_cannot_start_is_rolled_back(edge: Edge) -> None:
    before = edge.container.attrs["Config"]["Labels"]["map.config"]
    garbage = edge.folder / "garbage.pem"
    garbage.write_text("no certificate\n")
    none = {"edge_certificate_file": "", "edge_key_file": ""}
    failed = edge.apply(ok=False, edge_certificates="acme", edge_acme_ca_file=str(garbage), **none)
    assert failed.returncode != 0
    assert "acme_ca.pem" in failed.output
    assert "that ran before were put back, and run" in failed.output
    assert edge.container.attrs["Config"]["Labels"]["map.config"] == before
    assert edge.get().status_code == 200
    assert edge.apply().plan == []


def test_an_upgrade_fails_no_request_for_longer_than_its_restart(edge: Edge) -> None:
    """Whoever asks meanwhile isn't connected, and can try again."""
    checked = edge.environment.play(
        "playbooks/edge.yml", "--check", "--diff", "-vvv", "--extra-vars", "edge_hsts_seconds=60"
    )
    key = (edge.folder / "brought.key").read_text().splitlines()[1]
    assert key not in checked.output
    with Load(edge) as load:
        load.more(20)
        assert edge.apply(edge_hsts_seconds=60).plan == checked.plan != []
        failed = len(load.failures)
        load.more(40)
    assert len(load.failures) == failed
    assert [said for said in load.failures if "Connection" not in said and "EOF" not in said] == []
    assert edge.get().headers["Strict-Transport-Security"] == "max-age=60"


def test_it_is_taken_away_alone(edge: Edge) -> None:
    behind = docker.from_env().containers.get(f"map-{edge.name}-jupyterhub-proxy-1")
    edge.environment.set(edge_state="absent")
    checked = edge.check()
    assert edge.apply().plan == checked.plan != []
    with pytest.raises(requests.ConnectionError):
        edge.get()
    assert docker.from_env().containers.get(behind.id).status == "running"
    assert docker.from_env().volumes.get(f"map-{edge.name}-edge-data")
    edge.environment.set(edge_state="present")
    edge.apply()
    assert edge.get().status_code == 200
