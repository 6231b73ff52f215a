"""What each role may do on a real MySQL server, and what it may not."""

from __future__ import annotations

import pytest

from tests.integration.database import allowed, password, run, targets, wish
from tests.integration.mysql_server import MysqlServer


# Each statement is refused to one account, and succeeds for another.
@pytest.mark.parametrize(
    ("statements", "may", "may_not"),
    [
        (["SELECT * FROM map_v2_lab.subject"], ["alice", "bob", "carol", "pat", "worker", "webgui"], []),
        (["INSERT INTO map_v2_lab.subject VALUES (2)"], ["worker"], ["alice", "carol", "webgui"]),
        (["INSERT INTO map_v2_lab.subject VALUES (2)"], ["bob"], ["alice"]),
        (["DELETE FROM map_v2_lab.subject"], ["bob"], ["alice", "carol", "webgui"]),
        (["CREATE TABLE map_v2_lab.other (id INT)"], ["pat"], ["alice", "bob", "carol", "worker", "webgui"]),
        (["DROP TABLE map_v2_lab.subject"], ["pat"], ["alice", "bob", "carol", "worker", "webgui"]),
        (["CREATE DATABASE map_v2_new"], ["pat"], ["alice", "bob", "carol", "worker", "webgui"]),
        (["CREATE DATABASE alice_mine"], ["alice"], ["bob", "carol", "pat", "dave", "worker"]),
        (["CREATE DATABASE alicex"], [], ["alice"]),
        (["CREATE DATABASE carol_mine"], [], ["carol"]),
    ],
)
def test_roles(team: MysqlServer, statements: list[str], may: list[str], may_not: list[str]) -> None:
    assert [name for name in may_not if allowed(team, name, *statements)] == []
    assert [name for name in may if not allowed(team, name, *statements)] == []


@pytest.mark.parametrize(("name", "may"), [("alice", True), ("bob", True), ("carol", False)])
def test_own_schema_with_a_foreign_key_into_the_pipeline(team: MysqlServer, name: str, may: bool) -> None:
    child = f"CREATE TABLE {name}_mine.child (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES map_v2_lab.subject (id))"
    insert = f"INSERT INTO {name}_mine.child VALUES (1)"  # noqa: S608
    assert allowed(team, name, f"CREATE DATABASE {name}_mine", child, insert) is may


def test_the_right_references_is_what_the_foreign_key_needs(team: MysqlServer) -> None:
    with team.connected() as master:
        master(r"REVOKE REFERENCES ON `map\_%`.* FROM alice")
    child = "CREATE TABLE alice_mine.child (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES map_v2_lab.subject (id))"
    assert not allowed(team, "alice", "CREATE DATABASE alice_mine", child)
    assert targets(run(wish(team))) == [("update", r"account alice: rights on map\_%.*")]
    assert allowed(team, "alice", child)


def test_a_colleague_is_out_of_reach(team: MysqlServer) -> None:
    table = "CREATE TABLE alice_mine.notes (id INT)"
    assert allowed(team, "alice", "CREATE DATABASE alice_mine", table, "SELECT * FROM alice_mine.notes")
    for name in ("dave", "bob", "carol", "pat", "worker", "webgui"):
        assert not allowed(team, name, "SELECT * FROM alice_mine.notes")


def test_underscores_are_no_wildcards(team: MysqlServer) -> None:
    with team.connected() as master:
        for schema in ("mapsecret", "mapXv2", "map_v2xlab"):
            master(f"CREATE DATABASE {schema}")
            master(f"CREATE TABLE {schema}.t (id INT)")
    for schema in ("mapsecret", "mapXv2"):
        for name in ("alice", "bob", "carol", "pat", "worker", "webgui"):
            assert not allowed(team, name, f"SELECT * FROM {schema}.t")  # noqa: S608
    assert allowed(team, "carol", "SELECT * FROM map_v2xlab.t")
    assert not allowed(team, "webgui", "SELECT * FROM map_v2xlab.t")


def test_a_narrower_right_hides_a_wider_one_so_it_is_revoked(team: MysqlServer) -> None:
    with team.connected() as master:
        master(r"GRANT INSERT ON `map\_v2\_lab`.* TO carol")
    assert not allowed(team, "carol", "SELECT * FROM map_v2_lab.subject")
    assert targets(run(wish(team))) == [("remove", r"account carol: rights on map\_v2\_lab.*")]
    assert allowed(team, "carol", "SELECT * FROM map_v2_lab.subject")


@pytest.mark.parametrize(("name", "sees"), [("worker", True), ("pat", True), ("webgui", False), ("bob", False)])
def test_who_cleans_up_jobs_sees_all_connections(team: MysqlServer, name: str, sees: bool) -> None:
    with team.connected("alice", password("alice")), team.connected(name, password(name)) as account:
        users = {user for (user,) in account("SELECT user FROM information_schema.processlist")}
    assert ("alice" in users) is sees
