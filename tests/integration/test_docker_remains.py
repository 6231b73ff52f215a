"""docker_remains with the real engine: what builds leave without a name, and an engine that doesn't answer."""

from __future__ import annotations

import io
import tarfile
import typing as t
from pathlib import Path

import docker
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import docker_data, docker_remains
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.docker_remains import Remains


@pytest.fixture
def unnamed() -> t.Iterator[list[str]]:
    """Ids of two images without a name: one built on a base image of ours, one of somebody else."""
    engine = docker.from_env()
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w").close()
    names = [
        engine.api.import_image(empty.getvalue(), changes=[f"LABEL {label}=remains-test"])
        for label in ("map.base", "their.base")
    ]
    ids = [name.split('"status":"')[1].split('"')[0] for name in names]
    yield [identity[:19] for identity in ids]
    for image in engine.images.list(filters={"label": "map.base=remains-test"}):
        engine.images.remove(image.id)
    engine.images.remove(ids[1])


def test_what_builds_leave_without_a_name_is_found_and_removed(unnamed: list[str]) -> None:
    client = docker_remains.Client("remainstest")
    ours, theirs = unnamed
    assert ours in client.read().images
    assert theirs not in client.read().images
    client.remove_image(ours)
    assert ours not in client.read().images


def test_an_engine_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is there where no volume is; else it has to be started, for nothing is removed by halves."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nosuch.sock")
    monkeypatch.setattr(docker_data, "folder", lambda: str(tmp_path))
    (tmp_path / "volumes/map-production-embedded-mysql").mkdir(parents=True)
    assert docker_remains.Client("remainstest").read() == Remains()
    (tmp_path / "volumes/map-remainstest-embedded-mysql").mkdir()
    with pytest.raises(MapError, match="doesn't answer, and it has map-remainstest-embedded-mysql"):
        docker_remains.Client("remainstest").read()
