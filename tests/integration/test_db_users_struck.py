"""Killed, or cut off, at any statement: the next run converges to what an undisturbed run makes."""

from __future__ import annotations

import os
import signal
import typing as t

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.db_users import DbUsers
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.database import FIRST_PASSWORDS, run, state, wish
from tests.integration.mysql_server import MysqlServer

TEAM = [{"name": "alice", "role": "analyst"}, {"name": "carol", "role": "reader"}]
DRIFT = (
    "GRANT FILE, ROLE_ADMIN ON *.* TO alice WITH GRANT OPTION",
    r"GRANT INSERT, CREATE ON `map\_%`.* TO alice WITH GRANT OPTION",
    r"REVOKE DROP ON `alice\_%`.* FROM alice",
    "GRANT INSERT ON map_v2_lab.t TO carol",
    "ALTER USER carol REQUIRE NONE",
    "ALTER USER worker IDENTIFIED BY 'another'",
    "CREATE USER erin",
    "DROP DATABASE map_v2_ephys",
)


def small(server: MysqlServer) -> dict[str, t.Any]:
    return wish(server, people=TEAM, webgui_schemas=["map_v2_lab"], drop=["erin"])


def prepare(server: MysqlServer, drifted: bool) -> None:
    server.clear()
    if drifted:
        run(small(server))
        with server.connected() as master:
            master("CREATE TABLE map_v2_lab.t (id INT)")
            for statement in DRIFT:
                master(statement)


class Strike:
    """Stands for DbUsers._execute and counts statements; does `harm` before or after the nth."""

    def __init__(self, number: int, when: str, harm: t.Callable[[], None]) -> None:
        self.number, self.when, self.harm, self.count = number, when, harm, 0
        self._execute = DbUsers._execute

    def __call__(self, client: DbUsers, statement: str, values: t.Any) -> t.Any:
        self.count += 1
        if self.count == self.number and self.when == "before":
            self.harm()
        rows = self._execute(client, statement, values)
        if self.count == self.number and self.when == "after":
            self.harm()
        return rows


def patched(patch: pytest.MonkeyPatch, strike: Strike) -> None:
    def execute(client: DbUsers, statement: str, values: t.Any) -> t.Any:  # a function, so that it binds as a method
        return strike(client, statement, values)

    patch.setattr(DbUsers, "_execute", execute)


def count(server: MysqlServer, drifted: bool) -> int:
    """How many statements an undisturbed run makes until its last change."""
    prepare(server, drifted)
    strike = Strike(0, "never", lambda: None)
    with pytest.MonkeyPatch.context() as patch:
        patched(patch, strike)
        assert run(small(server))["changed"]
    return strike.count


def killed(server: MysqlServer, number: int, when: str) -> None:
    """A run in a process of its own, which the kernel kills at the nth statement."""
    arguments = small(server)

    def strike() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patched(patch, Strike(number, when, lambda: os.kill(os.getpid(), signal.SIGKILL)))
            run(arguments)

    killed_child(strike)


def killed_child(work: t.Callable[[], None]) -> None:
    """Do the work in a process of its own, which has to be killed by it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def lost() -> None:
    raise pymysql.err.OperationalError(2013, "Lost connection")


def assert_converges(server: MysqlServer, undisturbed: t.Any) -> None:
    run(small(server))
    assert state(server) == undisturbed
    assert run(small(server))["plan"] == []
    for person in TEAM:
        name = str(person["name"])
        with server.connected(name, FIRST_PASSWORDS[name]) as account:
            assert account("SELECT 1") == [(1,)]


FROM = [pytest.param(True, id="from drift"), pytest.param(False, id="from nothing", marks=pytest.mark.endurance)]


@pytest.mark.parametrize("drifted", FROM)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_statement(mysql: MysqlServer, when: str, drifted: bool) -> None:
    statements = count(mysql, drifted)
    undisturbed = state(mysql)
    assert statements >= 20
    for number in range(1, statements + 1):
        prepare(mysql, drifted)
        killed(mysql, number, when)
        assert_converges(mysql, undisturbed)


@pytest.mark.parametrize("drifted", FROM)
def test_an_answer_is_lost_at_any_statement(mysql: MysqlServer, drifted: bool) -> None:
    statements = count(mysql, drifted)
    undisturbed = state(mysql)
    for number in range(1, statements + 1):
        prepare(mysql, drifted)
        with pytest.MonkeyPatch.context() as patch:
            patched(patch, Strike(number, "after", lost))
            with pytest.raises(MapError, match="the connection was lost"):
                run(small(mysql))
        assert_converges(mysql, undisturbed)
