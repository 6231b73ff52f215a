"""The front door over time: deployed again, with other certificates, a broken change, taken away."""

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
from tests.integration.edge_world import Door

CHANGED = "file /srv/map/edgerole/edge/tls/certificate.pem"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Door]:
    door = Door(tmp_path_factory.mktemp("edge"), "edgerole", map_domain="map.example.org")
    try:
        away = door.apply(edge_state="absent")  # makes the secrets; the key of labels is among them
        assert [target for _, target, _ in away.plan if not target.startswith("local secret")] == []
        checked = door.check()
        assert differences(checked.plan, door.apply().plan) == []
        assert ("create", "service proxy") in [change[:2] for change in checked.plan]
        door.behind("jupyter")
        yield door
    finally:
        door.remove()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def bring(door: Door, pair: tuple[bytes, bytes]) -> dict[str, str]:
    """Put certificate and key where the operator would."""
    paths = {"edge_certificate_file": door.folder / "brought.pem", "edge_key_file": door.folder / "brought.key"}
    for path, content in zip(paths.values(), pair, strict=True):
        path.write_bytes(content)
    return {name: str(path) for name, path in paths.items()}


def both(door: Door) -> list[str]:
    return [door.host("jupyter"), door.host("navigator")]


def test_a_second_run_changes_nothing(door: Door) -> None:
    before = door.container.id
    again = door.apply()
    assert again.plan == []
    assert "changed=0" in again.output
    assert door.container.id == before
    assert door.get().status_code == 200


def test_its_certificate_is_beside_those_of_the_stand_ins(door: Door) -> None:
    """The authority is the environment's, and each play keeps only its own certificates."""
    assert (door.root / "ca/edge/certificate.pem").exists()
    assert not (door.root / "ca/edge/key.pem").stat().st_mode & 0o077
    assert not (door.root / "edge/tls/certificate.pem").stat().st_mode & 0o077


def test_certificates_that_are_brought_take_their_place(door: Door, authority: Authority) -> None:
    """What browsers would refuse isn't taken, and the old one stays in use."""
    wrong = bring(door, authority.server(door.host("jupyter")))
    door.environment.set(edge_certificates="files", **wrong)
    before = door.serial()
    refused = door.apply(ok=False)
    assert refused.returncode != 0
    assert f"certificate isn't for {door.host('navigator')}. Get one for all of" in refused.output
    assert "BEGIN" not in refused.output
    assert door.serial() == before
    bring(door, authority.server(*both(door)))
    assert differences(door.check().plan, door.apply().plan) == []
    door.ca_file = Path(door.folder / "authority.pem")
    door.ca_file.write_bytes(authority.pem)
    assert door.get().status_code == 200


def test_browsers_refuse_one_that_has_ended(door: Door, authority: Authority) -> None:
    """The role wouldn't take it, so it is put where time would have left it."""
    good = ssl.create_default_context(cadata=authority.pem.decode())
    door.handshake(door.host("jupyter"), good).close()
    place = door.root / "edge/tls/certificate.pem"
    place.write_bytes(b"".join(authority.server(*both(door), seconds=1)))
    time.sleep(2)
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        door.handshake(door.host("jupyter"), good)
    assert [target for _, target, _ in door.apply().plan] == [CHANGED]
    door.handshake(door.host("jupyter"), good).close()


def test_a_newer_one_is_taken_up_without_a_failed_request(door: Door, authority: Authority) -> None:
    """No container is made anew, and open connections stay."""
    before, opened = door.container.id, door.websocket()
    with Load(door) as load:
        load.more(20)
        bring(door, authority.server(*both(door)))
        checked = door.check()
        assert door.apply().plan == checked.plan
        assert [target for _, target, _ in checked.plan] == [CHANGED]
        load.wait_certificates(2, seconds=60)
        load.more(20)
    assert load.failures == []
    assert len(load.serials) == 2
    opened.send("still open")
    assert opened.recv() == "still open"
    opened.close()
    assert door.container.id == before


@pytest.mark.endurance
def test_a_change_with_which_it_cannot_start_is_rolled_back(door: Door) -> None:
    before = door.container.attrs["Config"]["Labels"]["map.config"]
    garbage = door.folder / "garbage.pem"
    garbage.write_text("no certificate\n")
    none = {"edge_certificate_file": "", "edge_key_file": ""}
    failed = door.apply(ok=False, edge_certificates="acme", edge_acme_ca_file=str(garbage), **none)
    assert failed.returncode != 0
    assert "acme_ca.pem" in failed.output
    assert "that ran before were put back, and run" in failed.output
    assert door.container.attrs["Config"]["Labels"]["map.config"] == before
    assert door.get().status_code == 200
    assert door.apply().plan == []


def test_an_upgrade_fails_no_request_for_longer_than_its_restart(door: Door) -> None:
    """Whoever asks meanwhile isn't connected, and can try again."""
    checked = door.environment.play(
        "playbooks/edge.yml", "--check", "--diff", "-vvv", "--extra-vars", "edge_hsts_seconds=60"
    )
    key = (door.folder / "brought.key").read_text().splitlines()[1]
    assert key not in checked.output
    with Load(door) as load:
        load.more(20)
        assert door.apply(edge_hsts_seconds=60).plan == checked.plan != []
        failed = len(load.failures)
        load.more(40)
    assert len(load.failures) == failed
    assert [said for said in load.failures if "Connection" not in said and "EOF" not in said] == []
    assert door.get().headers["Strict-Transport-Security"] == "max-age=60"


def test_it_is_taken_away_alone(door: Door) -> None:
    behind = docker.from_env().containers.get(f"map-{door.name}-jupyterhub-proxy-1")
    door.environment.set(edge_state="absent")
    checked = door.check()
    assert door.apply().plan == checked.plan != []
    with pytest.raises(requests.ConnectionError):
        door.get()
    assert docker.from_env().containers.get(behind.id).status == "running"
    assert docker.from_env().volumes.get(f"map-{door.name}-edge-data")
    door.environment.set(edge_state="present")
    door.apply()
    assert door.get().status_code == 200
