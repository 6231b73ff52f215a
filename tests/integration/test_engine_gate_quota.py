"""The gate before the real engine: the quota of the settings reaches it, whatever its file system says to that."""

from __future__ import annotations

import typing as t
from pathlib import Path

import docker.errors
import pytest

from tests.emulator import build
from tests.integration.gate_in_front import IMAGE, Gate

SIZE = {"size": "20971520"}


@pytest.fixture
def gate(tmp_path: Path) -> t.Iterator[Gate]:
    made = Gate(build("engine-gate", IMAGE), tmp_path)
    made.settings["volume_bytes"] = 20 << 20
    try:
        yield made.start()
    finally:
        made.remove()


def answer(gate: Gate, client: t.Any, options: dict[str, str] | None) -> t.Any:
    """The new volume's options, or why there is none."""
    name, labels = gate.volume_name("alice"), gate.labels("alice")
    try:
        return client.create_volume(name, driver_opts=options, labels=labels)["Options"]
    except docker.errors.APIError as error:
        return error.explanation


def test_a_quota_reaches_the_engine_and_another_does_not(gate: Gate) -> None:
    client = gate.client()
    for options in ({"size": "1"}, {**SIZE, "type": "none", "o": "bind", "device": "/"}):
        assert "The gate before the engine refuses this: DriverOpts must be" in answer(gate, client, options)
    said = answer(gate, client, SIZE)
    assert said == SIZE or "quota size requested but no quota support" in said
    assert said == answer(gate, gate.engine, SIZE)


def test_a_volume_without_a_quota_still_passes(gate: Gate) -> None:
    client = gate.client()
    assert answer(gate, client, None) is None
    gate.prepare(client, "alice")
    assert gate.create(client, "alice")
