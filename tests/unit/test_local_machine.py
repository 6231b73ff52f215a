"""What is known of this machine: does an engine answer, which hosts are this machine. With real sockets."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import typing as t
from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.mesoscale.map.plugins.plugin_utils import local_machine
from tests.environment import ROOT

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


SUDO = """#!/bin/sh
[ "$1" = -n ] && exit 1
[ "$*" = "-k -S -p  true" ] && read -r given && [ "$given" = "open sesame" ]
"""


@pytest.mark.parametrize(("password", "may"), [("open sesame", True), ("wrong", False), ("", False)])
def test_who_may_become_root_with_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str, may: bool
) -> None:
    program(tmp_path / "sudo", SUDO)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(local_machine.os, "geteuid", lambda: 1000)
    variables = {"groups": {"map_host": ["here"]}, "hostvars": HOSTVARS}
    (machine,) = local_machine.machines(variables, Templar(DataLoader()), password)
    assert machine.administrator is may


@pytest.mark.parametrize(("user", "becomes"), [("0", False), ("1000", True)])
def test_local_becomes_root_for_who_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: str, becomes: bool
) -> None:
    program(tmp_path / "id", f"#!/bin/sh\necho {user}\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    ansible = Path(sys.executable).with_name("ansible")
    words = [ansible, "-i", ROOT / "inventories/local", "localhost", "-m", "debug", "-a", "var=ansible_become"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert f"ansible_become: {str(becomes).lower()}" in done.stdout, done.stdout + done.stderr


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
