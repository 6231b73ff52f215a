"""What is known of this machine: does an engine answer, which hosts are this machine. With real sockets."""

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t
from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.mesoscale.map.plugins.plugin_utils import local_machine

HOSTVARS = {
    "here": {"ansible_connection": "local"},
    "far": {"ansible_connection": "ssh"},
    "unsaid": {},
    "other": {"ansible_connection": "local"},
}


@contextlib.contextmanager
def engine(folder: Path, answer: bytes) -> t.Iterator[str]:
    """Something that listens like an engine, and answers one request with this."""
    path = folder / "engine.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"unix://{path}"
        thread.join()


def machines(**groups: list[str]) -> list[str]:
    variables = {"groups": groups, "hostvars": HOSTVARS}
    return [machine.name for machine in local_machine.machines(variables, Templar(loader=DataLoader()))]


def test_only_hosts_that_run_containers_here_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nosuch/engine.sock")
    assert machines(map_host=["here", "far", "unsaid"], map_embedded=["here"], all=["other"]) == ["here"]
    assert machines(map_host=["far"], all=["other"]) == []
    assert machines() == []


def test_an_engine_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine(tmp_path, b"HTTP/1.0 200 OK\r\n\r\nOK") as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        (machine,) = local_machine.machines(
            {"groups": {"map_host": ["here"]}, "hostvars": HOSTVARS}, Templar(DataLoader())
        )
    assert machine.engine


@pytest.mark.parametrize("answer", [b"HTTP/1.0 500 Internal Server Error\r\n\r\n", b""])
def test_an_engine_that_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    with engine(tmp_path, answer) as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        (machine,) = local_machine.machines(
            {"groups": {"map_host": ["here"]}, "hostvars": HOSTVARS}, Templar(DataLoader())
        )
    assert not machine.engine


def test_the_system_is_known() -> None:
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    (machine,) = local_machine.machines({"groups": {"map_host": ["here"]}, "hostvars": HOSTVARS}, Templar(DataLoader()))
    assert machine.system[0] == release["ID"].strip('"')
