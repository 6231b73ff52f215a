"""The password of a program changes without an outage, on a real MySQL server; and killed at any statement."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.db_server import DbServer
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.database import targets
from tests.integration.mysql_server import MysqlServer
from tests.integration.rotation import NEW, ORIGINAL, PROGRAMS, THIRD, Program, first_step, known, last_step, reset
from tests.integration.test_db_users_queries import recorded
from tests.integration.test_db_users_struck import killed_child

BOTH_ROTATED = [("update", f"account {name}: authentication") for name in PROGRAMS]
BOTH_ENDED = [("remove", f"account {name}: old password") for name in PROGRAMS]


@pytest.fixture
def programs(mysql: MysqlServer) -> MysqlServer:
    """A server with the accounts of the programs, which have their original passwords."""
    first_step(mysql, ORIGINAL)
    return mysql


def test_programs_that_log_in_all_the_time_never_fail(programs: MysqlServer, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in PROGRAMS}
    with contextlib.ExitStack() as stack:
        for name, file in files.items():
            file.write_text(ORIGINAL[name])
        clients = [stack.enter_context(Program(programs, name, file)) for name, file in files.items()]
        for step in (lambda: None, lambda: first_step(programs, NEW), lambda: deploy(files), lambda: end(programs)):
            step()
            for client in clients:
                client.goes_on(20)
    assert [client.failures for client in clients] == [[], []]
    for name in PROGRAMS:
        assert known(programs, name, ORIGINAL, NEW) == [False, True]


def deploy(files: dict[str, Path]) -> None:
    """Put the new files in place whole, and return when whoever read the old ones is done, as a stack does."""
    for name, file in files.items():
        new = file.with_suffix(".new")
        new.write_text(NEW[name])
        new.rename(file)


def end(server: MysqlServer) -> None:
    assert targets(last_step(server, NEW)) == BOTH_ENDED


def test_the_law_of_both_steps(programs: MysqlServer) -> None:
    assert last_step(programs, ORIGINAL, planned=["worker"])["plan"] == []
    checked = first_step(programs, NEW, check=True)
    predicted = last_step(programs, NEW, check=True, planned=checked["old_passwords"])
    assert known(programs, "worker", ORIGINAL, NEW) == [True, False]
    applied = first_step(programs, NEW)
    assert applied == checked
    assert targets(applied) == BOTH_ROTATED
    assert {change["impact"] for change in applied["plan"]} == {"none"}
    assert "Two passwords work for the accounts of programs: worker, webgui" in applied["notes"][0]
    assert (known(programs, "worker", ORIGINAL, NEW), first_step(programs, NEW)["plan"]) == ([True, True], [])
    for waits in (last_step(programs, NEW, behind=["host2"]), last_step(programs, THIRD)):
        assert (waits["plan"], waits["old_passwords"], len(waits["notes"])) == ([], ["worker", "webgui"], 1)
    ended = last_step(programs, NEW)
    assert (ended, targets(ended)) == (predicted, BOTH_ENDED)
    assert known(programs, "worker", ORIGINAL, NEW) == [False, True]
    for check in (True, False):
        again = last_step(programs, NEW, check=check)
        assert (again["changed"], again["plan"], again["notes"]) == (False, [], [])
        assert (first_step(programs, NEW, check=check)["plan"], first_step(programs, NEW)["notes"]) == ([], [])
    nowhere = last_step(programs, NEW, check=True, login=programs.login(port=1), assume_empty=True)
    assert nowhere["plan"] == []


IN_BETWEEN = [
    ([NEW, THIRD], [False, True, True], ["none", "sessions"]),
    ([NEW, ORIGINAL], [True, True, False], ["none", "none"]),
    ([NEW, ORIGINAL, NEW], [True, True, False], ["none", "none", "none"]),
    ([NEW, NEW], [True, True, False], ["none"]),
]


@pytest.mark.parametrize(("vault", "work", "impacts"), IN_BETWEEN)
def test_the_vault_changes_again_before_the_last_step(
    programs: MysqlServer, vault: list[dict[str, str]], work: list[bool], impacts: list[str]
) -> None:
    plans = [first_step(programs, passwords)["plan"] for passwords in vault]
    assert [change["impact"] for plan in plans for change in plan[:1]] == impacts
    assert known(programs, "worker", ORIGINAL, NEW, THIRD) == work
    last_step(programs, vault[-1])
    assert known(programs, "worker", ORIGINAL, NEW, THIRD) == [each is vault[-1] for each in (ORIGINAL, NEW, THIRD)]


class Strike:
    """Counts the statements of both steps; ends this process before or after the nth."""

    def __init__(self, patch: pytest.MonkeyPatch, number: int = 0, when: str = "") -> None:
        self.count = 0
        original = DbServer._execute

        def execute(client: DbServer, statement: str, values: t.Any) -> t.Any:
            self.count += 1
            if (self.count, when) == (number, "before"):
                os.kill(os.getpid(), signal.SIGKILL)
            rows = original(client, statement, values)
            if (self.count, when) == (number, "after"):
                os.kill(os.getpid(), signal.SIGKILL)
            return rows

        patch.setattr(DbServer, "_execute", execute)


def both_steps(server: MysqlServer, file: Path) -> None:
    """file: what the programs have; it is deployed in between."""
    first_step(server, NEW)
    file.write_text("new")
    last_step(server, NEW)


@pytest.mark.parametrize("when", ["before", pytest.param("after", marks=pytest.mark.endurance)])
def test_killed_at_any_statement(programs: MysqlServer, tmp_path: Path, when: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        counted = Strike(patch)
        both_steps(programs, tmp_path / "file")
    assert counted.count == 5 + 2 + 5 + 1 + 2 + 1
    for number in range(1, counted.count + 1):
        reset(programs, ORIGINAL)
        (file := tmp_path / "file").write_text("original")

        def work(number: int = number, file: Path = file) -> None:
            with pytest.MonkeyPatch.context() as patch:
                Strike(patch, number, when)
                both_steps(programs, file)

        killed_child(work)
        have = {"original": ORIGINAL, "new": NEW}[file.read_text()]
        assert [known(programs, name, have) for name in PROGRAMS] == [[True], [True]]
        both_steps(programs, file)
        assert [known(programs, name, ORIGINAL, NEW) for name in PROGRAMS] == [[False, True]] * 2
        assert [first_step(programs, NEW)["plan"], last_step(programs, NEW)["plan"]] == [[], []]


def test_it_is_one_query_on_one_connection(programs: MysqlServer) -> None:
    with recorded(programs) as log:
        last_step(programs, ORIGINAL)
    assert [command for _, command, _ in log if command == "Connect"] == ["Connect"]
    assert [text.split()[0] for _, command, text in log if command == "Query"] == ["SET", "SELECT"]
    assert "Canary" not in json.dumps(log)


def test_an_account_without_rights_is_told_so(programs: MysqlServer) -> None:
    first_step(programs, NEW)
    login = programs.login(user="worker", password=NEW["worker"])
    with pytest.raises(MapError, match="The account 'worker' can't read the rights"):
        last_step(programs, NEW, login=login)
    with programs.connected() as master:
        master("GRANT SELECT ON mysql.* TO worker")
    with pytest.raises(MapError, match="Could not end the old password of the account 'worker'"):
        last_step(programs, NEW, login=login)
