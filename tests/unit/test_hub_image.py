"""The parts of the hub's image that need no hub: who a login belongs to, and the way back for the database."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from map_hub import database, files, words
from map_hub.logins import Logins


def test_a_login_that_somebody_else_took_over(tmp_path: Path) -> None:
    logins = Logins(tmp_path / "logins.json")
    assert not logins.is_taken_over("alice", "alice-gh", 7)
    logins.keep("alice", "Alice-GH", 7)
    assert not logins.is_taken_over("alice", "alice-gh", 7)
    assert logins.is_taken_over("alice", "ALICE-gh", 8)
    assert not logins.is_taken_over("alice", "another-login", 8), "the list of people names another login now"
    assert (logins.is_other("alice", 8), logins.is_same("alice", 7), logins.is_same("bob", 7)) == (True, True, False)
    logins.keep("alice", "another-login", 8)
    assert logins.is_taken_over("alice", "another-login", 7)
    logins.forget("alice")
    assert not logins.is_taken_over("alice", "another-login", 7)
    assert json.loads((tmp_path / "logins.json").read_text()) == {}
    (tmp_path / "logins.json").write_text("")
    with pytest.raises(OSError, match="is damaged"):
        logins.keep("alice", "alice-gh", 7)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    limits = {"memory": 1, "cpus": 1.0, "pids": 1}
    person = {"name": "alice", "github": "Alice-GH", "admin": True, "limits": {**limits, "memory": 2}}
    (tmp_path / "people.json").write_text(json.dumps({"people": [person], "guests": limits}))
    monkeypatch.setattr(files, "RELEASE", tmp_path / "images.json")
    (tmp_path / "images.json").write_text('["map/notebook:0123456789ab"]')
    return tmp_path


def test_people_are_found_by_login_in_any_case(folder: Path) -> None:
    people = files.people()
    found = people.by_login("aLICE-gh")
    assert found is not None
    assert (found.name, found.admin) == ("alice", True)
    assert people.by_login("alice") is None
    assert people.by_name("alice") == found
    assert (people.limits("alice").memory, people.limits("gh-sam").memory) == (2, 1)
    assert files.image() == "map/notebook:0123456789ab"


def test_an_empty_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECRETS", tmp_path)
    (tmp_path / "crypt_key").write_text("\n")
    with pytest.raises(SystemExit, match="crypt_key is empty"):
        files.secret("crypt_key")


def stamped(path: Path, revision: str) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    connection.close()
    return path


KNOWN = ["new", "old"]


def test_a_database_that_this_version_knows_stays(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    assert database.go_back(path, KNOWN) is None
    for revision in KNOWN:
        path.unlink(missing_ok=True)
        before = stamped(path, revision).read_bytes()
        assert database.go_back(path, KNOWN) is None
        assert path.read_bytes() == before


def test_the_newest_backup_that_can_be_read_is_taken_again(tmp_path: Path) -> None:
    path = stamped(tmp_path / "hub.sqlite", "newest")
    stamped(tmp_path / "hub.sqlite.2026-01-01-000000", "old")
    wanted = stamped(tmp_path / "hub.sqlite.2026-02-01-000000", "new").read_bytes()
    stamped(tmp_path / "hub.sqlite.2026-03-01-000000", "newest")
    said = database.go_back(path, KNOWN)
    assert said
    assert "2026-02-01" in said
    assert path.read_bytes() == wanted
    (aside,) = tmp_path.glob("hub.sqlite.newer-newest-*")
    assert database.revision(aside) == "newest"


def test_long_after_an_upgrade_nothing_is_taken_again(tmp_path: Path) -> None:
    path = stamped(tmp_path / "hub.sqlite", "newest")
    backup = stamped(tmp_path / "hub.sqlite.2026-01-01-000000", "old")
    os.utime(backup, (0, 0))
    with pytest.raises(SystemExit, match="run for long"):
        database.go_back(path, KNOWN)
    assert database.revision(path) == "newest"


def test_without_a_backup_nothing_is_touched(tmp_path: Path) -> None:
    path = stamped(tmp_path / "hub.sqlite", "newest")
    with pytest.raises(SystemExit, match="no backup"):
        database.go_back(path, KNOWN)
    assert database.revision(path) == "newest"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ""), (3600, "1 hour"), (7200, "2 hours"), (5400, "90 minutes"), (60, "1 minute"), (40, "40 seconds")],
)
def test_a_duration_as_people_say_it(seconds: int, said: str) -> None:
    assert words.duration(seconds) == said
