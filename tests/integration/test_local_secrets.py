"""A lost secret is not made anew while a volume needs it: with the real container engine."""

from __future__ import annotations

import typing as t
from pathlib import Path

import docker
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import LocalSecrets, is_planned
from tests.environment import Environment

ENVIRONMENT = "lostsecret"
VOLUME = f"map-{ENVIRONMENT}-embedded-mysql"


@pytest.fixture
def volume() -> t.Iterator[str]:
    """A volume that is there for one test."""
    engine = docker.from_env()
    made = engine.volumes.create(VOLUME)
    yield VOLUME
    made.remove()
    engine.close()


def test_without_the_volume_a_secret_is_made(tmp_path: Path) -> None:
    assert not is_planned(LocalSecrets(tmp_path, planned=False, volume="map-nosuch-volume").value("master"))


@pytest.mark.parametrize("planned", [True, False])
def test_with_the_volume_a_missing_secret_is_an_error(tmp_path: Path, volume: str, planned: bool) -> None:
    with pytest.raises(MapError) as raised:
        LocalSecrets(tmp_path, planned=planned, volume=volume).value("master")
    assert str(raised.value) == (
        f"The local secret {tmp_path}/master is gone, but the volume {volume} that was made with it is still there. "
        "Bring the file back from a backup; or remove the volume, which deletes all that it holds."
    )
    assert list(tmp_path.iterdir()) == []


def test_with_the_volume_a_secret_that_is_there_is_read(tmp_path: Path, volume: str) -> None:
    value = LocalSecrets(tmp_path, planned=False).value("master")
    assert LocalSecrets(tmp_path, planned=False, volume=volume).value("master") == value


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=["apply", "check"])
def test_a_play_stops_before_it_makes_anything(tmp_path: Path, volume: str, arguments: tuple[str, ...]) -> None:
    environment = Environment(tmp_path, name=ENVIRONMENT)
    run = environment.play("playbooks/embedded.yml", *arguments, ok=False)
    assert run.returncode == 2, run.output
    assert "map_database_master_password can't be worked out: The local secret" in run.output
    assert f"the volume {volume} that was made with it is still there" in run.output
    assert "Traceback" not in run.output
    assert not (environment.folder / ".secrets").exists()
