"""What is kept out of the words of containers that fail."""

from __future__ import annotations

import json

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.stack_watch import StackWatch

FILE = json.dumps({"database.user": "worker", "database.password": "s3cret-word"}).encode()
PHRASE = b"a b=c d\n"
DEFINITION = json.dumps({"services": {"map_compute_workers": {"image": "map/worker:0123"}}})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Access denied for worker with s3cret-word", "Access denied for worker with ********"),
        ("no user has the password 'a b=c d'", "no user has the password '********'"),
        ("Container map-lab-workers-map_compute_workers-1", "Container map-lab-workers-map_compute_workers-1"),
    ],
)
def test_secrets_are_hidden_and_names_are_not(said: str, shown: str) -> None:
    assert StackWatch(None, "map-lab-workers", [FILE, PHRASE], DEFINITION).scrub(said) == shown


class Engine:
    """An engine whose log of a container comes bit by bit."""

    def __init__(self, *logs: bytes) -> None:
        self._logs = list(logs)

    def containers(self, **_: object) -> list[dict[str, object]]:
        return [
            {"Names": ["/c"], "Labels": {}, "Status": "Exited (3)", "State": "exited", "Image": "i", "ImageID": "i"}
        ]

    def inspect_container(self, _: str) -> dict[str, dict[str, object]]:
        return {"State": {}}

    def logs(self, _: str, **__: int) -> bytes:
        return self._logs.pop(0) if len(self._logs) > 1 else self._logs[0]


def test_the_last_words_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    engine = Engine(b"", b"starting\n", b"starting\nIt is broken\n")
    assert "It is broken" in StackWatch(engine, "p", [], "").last_lines({})
    assert "(it said nothing)" in StackWatch(Engine(b""), "p", [], "").last_lines({})
