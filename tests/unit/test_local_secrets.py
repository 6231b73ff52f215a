"""Local secrets: made once, whole, private; never made anew."""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
import os
import socketserver
import threading
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import docker_data
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import (
    LocalSecrets,
    environment_folder,
    flatten,
    is_planned,
    of_environment,
    planned_value,
)


def ask(folder: Path, name: str = "label_key", planned: bool = False) -> str:
    return LocalSecrets(folder, planned=planned).value(name)


def test_a_secret_is_made_once_in_a_private_file(tmp_path: Path) -> None:
    folder = tmp_path / ".secrets"
    value = ask(folder)
    assert len(value) == 32
    assert value.isascii()
    assert value.isalnum()
    assert (folder / "label_key").read_text() == value + "\n"
    assert (folder / "label_key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert ask(folder) == value
    assert os.listdir(folder) == ["label_key"]


def test_each_name_has_its_own(tmp_path: Path) -> None:
    assert len({ask(tmp_path, f"person_{number}") for number in range(50)}) == 50


def test_checking_writes_nothing_and_says_so(tmp_path: Path) -> None:
    value = ask(tmp_path / ".secrets", planned=True)
    assert is_planned(value)
    assert value == ask(tmp_path / ".secrets", planned=True)
    assert not (tmp_path / ".secrets").exists()


def test_checking_reads_what_is_there(tmp_path: Path) -> None:
    assert ask(tmp_path, planned=True) != ask(tmp_path) == ask(tmp_path, planned=True)


def test_what_is_made_never_looks_planned(tmp_path: Path) -> None:
    assert not is_planned(ask(tmp_path))
    assert is_planned(planned_value("a"))
    assert not is_planned(12)


def test_all_who_ask_at_once_get_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ".secrets"
    context = multiprocessing.get_context("fork")
    for number in range(5):
        with concurrent.futures.ProcessPoolExecutor(8, mp_context=context) as pool:
            values = list(pool.map(ask, [folder] * 32, [f"secret_{number}"] * 32))
        assert len(set(values)) == 1
    assert sorted(os.listdir(folder)) == [f"secret_{number}" for number in range(5)]


def test_an_operators_own_text_is_kept(tmp_path: Path) -> None:
    (tmp_path / "label_key").write_text('it\'s "my" $own # text')
    (tmp_path / "label_key").chmod(0o600)
    assert ask(tmp_path) == 'it\'s "my" $own # text'


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604])
def test_a_file_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "label_key"
    path.write_text("x" * 32)
    path.chmod(mode)
    with pytest.raises(MapError) as raised:
        ask(tmp_path)
    assert str(raised.value) == f"The local secret {path} can be read by other users. Run `chmod 600 {path}`."


def test_an_empty_file_is_refused_not_refilled(tmp_path: Path) -> None:
    path = tmp_path / "label_key"
    path.touch(mode=0o600)
    with pytest.raises(MapError, match=r"is empty\. Bring it back from a backup"):
        ask(tmp_path)
    assert path.read_text() == ""


@pytest.mark.parametrize("name", ["../escape", "a/b", "", "Label", ".hidden", "a-b"])
def test_a_name_is_a_plain_word(tmp_path: Path, name: str) -> None:
    with pytest.raises(MapError, match="can't name a local secret"):
        ask(tmp_path, name)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".secrets").touch()
    with pytest.raises(MapError, match="can't be used"):
        ask(tmp_path / ".secrets")


def test_the_folder_is_the_environments(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts.yml"
    hosts.touch()
    assert environment_folder({"inventory_dir": str(tmp_path)}) == tmp_path
    assert environment_folder({"inventory_dir": None, "ansible_inventory_sources": [str(hosts)]}) == tmp_path
    assert environment_folder({"ansible_inventory_sources": [str(tmp_path)]}) == tmp_path
    with pytest.raises(MapError, match="No environment is chosen"):
        environment_folder({"ansible_inventory_sources": ["localhost,"]})


def test_check_mode_comes_with_the_variables(tmp_path: Path) -> None:
    variables = {"inventory_dir": str(tmp_path), "ansible_check_mode": True}
    assert is_planned(of_environment(variables, volume="").value("label_key"))
    reads_only = {**variables, "ansible_check_mode": False, "__settings_reads_only": True}
    assert is_planned(of_environment(reads_only, volume="").value("label_key"))
    assert not is_planned(of_environment({**variables, "ansible_check_mode": False}, volume="").value("label_key"))


def test_names_may_come_in_lists() -> None:
    assert list(flatten(["a", ["b", ["c"]], []])) == ["a", "b", "c"]


def test_a_secret_that_somebody_else_chose_is_kept_in_a_private_file(tmp_path: Path) -> None:
    folder = tmp_path / ".secrets"
    kept = LocalSecrets(folder, planned=False)
    assert kept.existing("globus_token") == ""
    assert not folder.exists()
    for text in ("the-first", "the-second"):
        kept.keep("globus_token", text)
        assert kept.existing("globus_token") == text
        assert kept.value("globus_token") == text
    assert (folder / "globus_token").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert os.listdir(folder) == ["globus_token"]


def test_only_a_good_name_is_kept(tmp_path: Path) -> None:
    with pytest.raises(MapError, match="can't name a local secret"):
        LocalSecrets(tmp_path, planned=False).keep("../outside", "text")
    assert os.listdir(tmp_path) == []


def test_an_engine_that_gives_no_answer_is_named_and_no_secret_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says its version, and breaks off when it is asked for the volume."""
    address = tmp_path / "engine.sock"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{address}")
    body = b'{"ApiVersion": "1.45"}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(body), body)
    with socketserver.UnixStreamServer(str(address), _Engine) as server:
        server.answers = iter([answer])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(MapError, match="The container engine's answer for the volume map-x-mysql can't be had"):
            LocalSecrets(tmp_path / ".secrets", planned=False, volume="map-x-mysql").value("master")
        server.shutdown()
    assert not list((tmp_path / ".secrets").glob("*"))


class _Engine(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(next(self.server.answers, b""))  # type: ignore[attr-defined]


def test_a_stopped_engines_volume_needs_its_secret_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that is made anew would not open what the engine has again when it starts."""
    settings = tmp_path / "daemon.json"
    settings.write_text(json.dumps({"data-root": str(tmp_path / "data")}))
    monkeypatch.setattr(docker_data, "SETTINGS", str(settings))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nosuch.sock")
    (tmp_path / "data/volumes/map-test-embedded-mysql").mkdir(parents=True)
    kept = LocalSecrets(tmp_path / ".secrets", planned=False, volume="map-test-embedded-mysql")
    with pytest.raises(MapError, match="is gone, but the volume map-test-embedded-mysql"):
        kept.value("master")
    other = LocalSecrets(tmp_path / ".secrets", planned=False, volume="map-test-embedded-aws")
    assert len(other.value("keys")) == 32
