"""map-password: which passwords are refused, and that no interruption loses one."""

from __future__ import annotations

import io
import types
import typing as t
from pathlib import Path

import pymysql
import pytest
from map_notebook import login, password, secret
from map_notebook.login import LoginError
from map_notebook.password import change, main, problem
from map_notebook.places import Places, read_json, write_json
from map_notebook.secret import SecretError, settle

FIRST, NEW = "canary first 1", "canary'\"\\%s new 2"
STEPS = [(secret, "keep"), (login, "alter"), (secret, "record"), (secret, "drop")]


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


class Server:
    """A database with one account. down: it can't be reached"""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.password, self.down = FIRST, False
        monkeypatch.setattr(login, "connect", self._connect)
        monkeypatch.setattr(login, "alter", self._alter)

    def _connect(self, _settings: dict[str, t.Any], given: str) -> t.Any:
        if self.down:
            raise LoginError("It can't be reached.", sure=False)
        if given != self.password:
            raise LoginError("Refused.", refused=True)
        return types.SimpleNamespace(close=lambda: None)

    def _alter(self, _connection: t.Any, given: str) -> None:
        self.password = given


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(monkeypatch)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(password.Places, "here", lambda: Places(tmp_path, tmp_path / "given"))
    made = password.Places.here()
    write_json(made.configuration, {secret.KEY: FIRST, "custom": {"own": 1}})
    return made


def used(places: Places) -> str:
    return str(read_json(places.configuration)[secret.KEY])


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("", "empty"),
        ("elevensigns", "shorter"),
        ("twelve signs", None),
        ("passwörter-zwölf", "other signs"),
        ("a new line\nin it", "other signs"),
        ("with a tab\tin it", "other signs"),
        ("nothing \x00 here.", "other signs"),
        (" a blank before", "blank"),
        ("a blank behind ", "blank"),
        (" " * 12, "blank"),
        ("'\"\\`$x#%s ${y}  z", None),
        ("x" * 200, None),
    ],
)
def test_rules(given: str, wrong: str | None) -> None:
    found = problem(given)
    assert (found is None) if wrong is None else (found is not None and wrong in found)
    assert not given.strip() or given not in (found or "")


def test_it_is_changed_in_the_database_and_in_the_configuration(server: Server, places: Places) -> None:
    change(NEW)
    assert (server.password, used(places)) == (NEW, NEW)
    assert read_json(places.configuration)["custom"] == {"own": 1}
    assert not places.pending.exists()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS, ids=[name for _, name in STEPS])
def test_killed_at_any_step_a_password_that_works_is_found(
    server: Server, places: Places, monkeypatch: pytest.MonkeyPatch, step: tuple[t.Any, str], after: bool
) -> None:
    module, name = step
    original = getattr(module, name)

    def strike(*given: t.Any) -> None:
        if after:
            original(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, name, strike)
        with pytest.raises(Killed):
            change(NEW)
    if server.password != FIRST:
        assert server.password in (used(places), secret.kept(places))
    server.down = True
    if places.pending.exists():
        with pytest.raises(SecretError, match="not known yet"):
            settle(places)
    server.down = False
    said = settle(places)
    assert used(places) == server.password
    assert not places.pending.exists()
    assert "canary" not in "".join(said)
    change("another one 3")
    assert (server.password, used(places)) == ("another one 3", "another one 3")


def test_a_refusal_of_the_server_leaves_the_old_one(
    server: Server, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: t.Any) -> None:
        raise LoginError("Too simple.")

    monkeypatch.setattr(login, "alter", refuse)
    with pytest.raises(SecretError, match=r"Too simple\."):
        change(NEW)
    assert (server.password, used(places), places.pending.exists()) == (FIRST, FIRST, False)


def test_a_lost_connection_keeps_both(server: Server, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: t.Any) -> None:
        server.password = NEW
        raise LoginError("Lost.", sure=False)

    monkeypatch.setattr(login, "alter", lose)
    with pytest.raises(SecretError, match=r"Lost\."):
        change(NEW)
    assert secret.kept(places) == NEW
    settle(places)
    assert used(places) == NEW


def test_a_password_that_the_operator_set_anew_serves(server: Server, places: Places) -> None:
    server.password = "set anew by them"
    with pytest.raises(SecretError, match="Refused"):
        change(NEW)
    write_json(places.offered, {secret.KEY: "set anew by them"})
    change(NEW)
    assert (server.password, used(places)) == (NEW, NEW)


def test_neither_works(server: Server, places: Places) -> None:
    secret.keep(places, NEW)
    server.password = "a third"
    with pytest.raises(SecretError, match="neither") as raised:
        settle(places)
    assert "canary" not in str(raised.value)
    assert secret.kept(places) == NEW


def test_the_input_is_read_where_there_is_no_terminal(
    server: Server, places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NEW}\n"))
    assert main([]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main([]) == 1
    assert main([NEW]) == 64
    assert server.password == NEW
    captured = capsys.readouterr()
    assert "canary" not in captured.out + captured.err
    assert "shorter" in captured.err


def test_it_is_asked_for_twice(server: Server, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [NEW, NEW, NEW, f"{NEW}."]
    monkeypatch.setattr(password.getpass, "getpass", lambda _: answers.pop(0))
    change()
    with pytest.raises(SecretError, match="not the same"):
        change()


@pytest.mark.parametrize(
    ("error", "refused", "sure"),
    [
        (pymysql.err.OperationalError(1045, "Access denied for 'canary'"), True, True),
        (pymysql.err.ProgrammingError(1064, "near 'IDENTIFIED BY 'canary''"), False, True),
        (pymysql.err.OperationalError(1819, "canary"), False, True),
        (pymysql.err.OperationalError(2013, "Lost connection"), False, False),
        (pymysql.err.InterfaceError("canary"), False, False),
        (pymysql.err.InterfaceError(0, ""), False, False),
        (pymysql.err.InternalError(), False, False),
    ],
)
def test_the_server_s_own_words_are_never_told(error: Exception, refused: bool, sure: bool) -> None:
    found = login.said(error)
    assert (found.refused, found.sure) == (refused, sure)
    assert "canary" not in str(found)
