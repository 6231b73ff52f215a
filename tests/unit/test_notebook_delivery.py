"""What a person's server does with files before it starts: the configuration, the authorities, the command."""

from __future__ import annotations

import json
import stat
import typing as t
from pathlib import Path

import pytest
from map_notebook import delivery, start
from map_notebook.authorities import VARIABLES, trust
from map_notebook.delivery import deliver
from map_notebook.places import Places, read_json, write_json
from map_notebook.start import prepare, program

GIVEN = {"database.user": "alice", "database.password": "canary-first", "stores": {"s": {"secret_key": "canary-key"}}}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "home", tmp_path / "given", tmp_path / "scratch")
    made.home.mkdir()
    made.given.mkdir()
    return made


def give(places: Places, **changes: t.Any) -> list[str]:
    places.offered.write_text(json.dumps({**GIVEN, **changes}))
    return deliver(places)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_guest_gets_nothing(places: Places) -> None:
    assert list(prepare(places, {})) == []
    assert list(places.home.iterdir()) == []


def test_the_first_delivery_is_written_for_the_person_alone(places: Places) -> None:
    assert give(places) == []
    assert read_json(places.configuration) == GIVEN
    assert (mode(places.configuration), mode(places.delivered), mode(places.state)) == (0o600, 0o600, 0o700)
    assert "canary" not in places.delivered.read_text()


def test_an_own_password_stays_and_new_keys_arrive(places: Places) -> None:
    give(places)
    write_json(places.configuration, {**GIVEN, "database.password": "own"})
    stores = {"s": {"secret_key": "second"}}
    assert give(places, stores=stores) == []
    assert read_json(places.configuration) == {**GIVEN, "database.password": "own", "stores": stores}


def test_nothing_new_writes_nothing(places: Places) -> None:
    give(places)
    before = places.configuration.stat().st_ino
    give(places)
    assert places.configuration.stat().st_ino == before


def test_a_file_that_others_may_read_is_closed(places: Places) -> None:
    give(places)
    places.configuration.chmod(0o644)
    give(places)
    assert mode(places.configuration) == 0o600


@pytest.mark.parametrize("content", [b'{"database.password": "canary-own",', b"[]", b"", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_kept_beside(places: Places, content: bytes) -> None:
    give(places)
    places.configuration.write_bytes(content)
    (said,) = give(places)
    (aside,) = places.home.glob(".datajoint_config.json.damaged-*")
    assert aside.read_bytes() == content
    assert aside.name in said
    assert "canary" not in said
    assert read_json(places.configuration) == GIVEN


def test_two_damaged_files_are_both_kept(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery.time, "time", lambda: 1_700_000_000.5)
    for content in ("one", "two"):
        places.configuration.write_text(content)
        give(places)
    kept = sorted(places.home.glob("*.damaged-*"))
    assert [path.read_text() for path in kept] == ["one", "two"]


def test_a_lost_memory_takes_nothing_from_the_person(places: Places) -> None:
    give(places)
    write_json(places.configuration, {**GIVEN, "database.password": "own"})
    places.delivered.write_text("{")
    (said,) = give(places, **{"database.user": "alice"})
    assert "counts as your own" in said
    assert read_json(places.configuration)["database.password"] == "own"


@pytest.mark.parametrize("content", ['{"database.password": "canary', "[]"])
def test_a_damaged_delivery_changes_nothing(places: Places, content: str) -> None:
    give(places)
    places.offered.write_text(content)
    (said,) = deliver(places)
    assert "can't be read" in said
    assert "canary" not in said
    assert read_json(places.configuration) == GIVEN


def test_stages_are_made_where_they_may_be(places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(delivery, "TEMPORARY", str(tmp_path / "temporary"))
    stages = [f"{places.home}/stage/deep", f"{tmp_path}/temporary/stage", f"{tmp_path}/given/x", f"{places.home}/../x"]
    stores: dict[str, t.Any] = {str(number): {"stage": stage} for number, stage in enumerate(stages)}
    said = give(places, stores={**stores, "4": {}, "5": {"stage": 5}})
    assert [Path(stage).is_dir() for stage in stages] == [True, True, False, False]
    assert [sentence.split(" can't")[0] for sentence in said] == ["Files of the store 2", "Files of the store 3"]


def test_a_full_folder_doesn_t_keep_from_the_server(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: t.Any) -> None:
        raise OSError(28, "No space left on device")

    places.offered.write_text(json.dumps(GIVEN))
    monkeypatch.setattr(delivery, "write_json", full)
    (said,) = prepare(places, {})
    assert "No space left" in said


def test_both_authorities_are_trusted(places: Places) -> None:
    system = places.given / "system.pem"
    system.write_text("SYSTEM")
    environ: dict[str, str] = {}
    trust(places, environ, system)
    assert environ == {}
    (places.given / "aws_ca.pem").write_text("OURS")
    trust(places, environ, system)
    assert environ == dict.fromkeys(VARIABLES, str(places.scratch / "ca.pem"))
    assert (places.scratch / "ca.pem").read_text().split() == ["SYSTEM", "OURS"]


SERVER = ["/opt/jupyter/bin/python", "-I", "/opt/jupyter/bin/jupyterhub-singleuser"]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], SERVER),
        (["--port=8888"], [*SERVER, "--port=8888"]),
        (["jupyterhub-singleuser", "--port=8888"], [*SERVER, "--port=8888"]),
        (["map-password"], ["map-password"]),
    ],
)
def test_without_a_command_it_is_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], command: list[str]
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(start.os, "execvp", lambda _, words: ran.append(words))
    start.main(words)
    assert ran == [command]
    assert program(command) == command


def test_what_there_is_to_say_is_kept_for_terminals(
    places: Places, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.Places, "here", lambda: places)
    monkeypatch.setattr(start.os, "execvp", lambda *_: None)
    places.offered.write_text(json.dumps(GIVEN))
    start.main([])
    assert not (places.scratch / "said").exists()
    places.configuration.write_text("{")
    start.main([])
    said = (places.scratch / "said").read_text()
    assert "can't be read" in said
    assert capfd.readouterr().err == f"map-notebook: {said}"


def test_a_command_that_isn_t_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: t.Any) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert start.main(["no-such-command"]) == 127
    assert "no-such-command can't be run" in capfd.readouterr().err
