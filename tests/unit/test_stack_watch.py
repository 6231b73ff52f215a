"""What is kept out of the words of containers that fail."""

from __future__ import annotations

import json

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.stack_watch import StackWatch

FILE = json.dumps({"database.user": "worker", "database.password": "s3cret-word"}).encode()
DEFINITION = json.dumps({"services": {"map_compute_workers": {"image": "map/worker:0123"}}})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Access denied for worker with s3cret-word", "Access denied for worker with ********"),
        ("Container map-lab-workers-map_compute_workers-1", "Container map-lab-workers-map_compute_workers-1"),
    ],
)
def test_secrets_are_hidden_and_names_are_not(said: str, shown: str) -> None:
    assert StackWatch(None, "map-lab-workers", [FILE], DEFINITION).scrub(said) == shown
