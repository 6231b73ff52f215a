"""Nothing is left of the environment."""

from __future__ import annotations

from pathlib import Path

import docker

from tests.environment import ROOT


def test_nothing_is_left() -> None:
    engine = docker.from_env()
    ours = {"label": "map.environment=gone"}
    assert engine.containers.list(all=True, filters=ours) == []
    assert (engine.volumes.list(filters=ours), engine.networks.list(filters=ours)) == ([], [])
    assert not Path("/srv/map/gone").exists()
    assert not (ROOT / "molecule/inventories/gone/.secrets").exists()
