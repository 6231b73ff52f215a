"""db_users on a real MySQL server: exactness, second runs, what people hear, and errors."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.database import AWKWARD, PASSWORDS, PEOPLE, password, run, state, targets, wish
from tests.integration.mysql_server import MASTER, MysqlServer


def test_check_apply_check(mysql: MysqlServer) -> None:
    first = run(wish(mysql), check=True)
    assert state(mysql)[1] == {}
    applied = run(wish(mysql))
    assert applied["plan"] == first["plan"]
    assert len(first["plan"]) == 2 + 7 + 4 * 2 + 1 + 1 + 2 + 9
    for check in (True, False):
        again = run(wish(mysql), check=check)
        assert (again["changed"], again["plan"], again["notes"]) == (False, [], [])


def test_server_that_is_only_planned_is_taken_as_empty(mysql: MysqlServer) -> None:
    nowhere = wish(mysql, login=mysql.login(port=1), assume_empty=True)
    planned = run(nowhere, check=True)
    assert planned["server_version"] == "(known after apply)"
    assert planned["plan"] == run(wish(mysql))["plan"]
    with pytest.raises(MapError, match="can't be reached"):
        run(nowhere)


def test_people_change_their_own_password_for_good(team: MysqlServer) -> None:
    with team.connected("alice", password("alice")) as alice:
        alice("ALTER USER USER() IDENTIFIED BY %s", "her own")
    assert run(wish(team))["plan"] == []
    assert run(wish(team, initial_passwords={}))["plan"] == []
    with team.connected("alice", "her own") as alice:
        assert alice("SELECT 1") == [(1,)]


def test_services_keep_the_password_of_the_vault(team: MysqlServer) -> None:
    changed = {**PASSWORDS, "worker": f"{AWKWARD} anew"}
    checked = run(wish(team, passwords=changed), check=True)
    result = run(wish(team, passwords=changed))
    assert targets(result) == [("update", "account worker: authentication")]
    assert result == checked
    assert run(wish(team, passwords=changed))["plan"] == []
    for secret in (changed["worker"], password("worker")):  # its program still has the one before
        with team.connected("worker", secret) as worker:
            assert worker("SELECT 1") == [(1,)]


DRIFTS = [
    ("DROP USER alice", [("create", "account alice"), r"map\_%.*", r"alice\_%.*"]),
    ("ALTER USER alice REQUIRE NONE", [("update", "account alice: TLS")]),
    ("ALTER USER alice REQUIRE X509", [("update", "account alice: TLS")]),
    ("ALTER USER worker PASSWORD EXPIRE", [("update", "account worker: authentication")]),
    ("ALTER USER worker IDENTIFIED BY ''", [("update", "account worker: authentication")]),
    ("ALTER USER alice IDENTIFIED BY ''", [("update", "account alice: authentication")]),
    ("ALTER USER alice IDENTIFIED WITH sha256_password BY 'x'", [("update", "account alice: authentication")]),
    ("GRANT PROCESS, FILE ON *.* TO alice", [("remove", "account alice: rights on *.*")]),
    ("GRANT FILE ON *.* TO worker", [("update", "account worker: rights on *.*")]),
    ("GRANT ROLE_ADMIN ON *.* TO alice", [("remove", "account alice: rights on *.*")]),
    ("GRANT ALL ON *.* TO alice WITH GRANT OPTION", [("remove", "account alice: rights on *.*")]),
    ("GRANT USAGE ON *.* TO alice WITH GRANT OPTION", [("remove", "account alice: rights on *.*")]),
    (r"GRANT SELECT ON `map\_%`.* TO alice WITH GRANT OPTION", [("update", r"account alice: rights on map\_%.*")]),
    (r"GRANT SELECT ON `alice\_%`.* TO alice WITH GRANT OPTION", [("update", r"account alice: rights on alice\_%.*")]),
    (r"GRANT DROP ON `map\_%`.* TO alice", [("update", r"account alice: rights on map\_%.*")]),
    (r"REVOKE ALL ON `map\_%`.* FROM alice", [("create", r"account alice: rights on map\_%.*")]),
    ("GRANT SELECT ON `map_%`.* TO alice", [("remove", "account alice: rights on map_%.*")]),
    ("GRANT ALL ON `we``ird%`.* TO alice", [("remove", "account alice: rights on we`ird%.*")]),
    ("GRANT INSERT ON map_v2_lab.subject TO alice", [("remove", "account alice: rights on table map_v2_lab.subject")]),
    (
        "GRANT CREATE VIEW, SHOW VIEW, INSERT, SELECT (id) ON map_v2_lab.subject TO alice WITH GRANT OPTION",
        [("remove", "account alice: rights on table map_v2_lab.subject")],
    ),
    (
        "GRANT EXECUTE, ALTER ROUTINE ON PROCEDURE map_v2_lab.p TO alice WITH GRANT OPTION",
        [("remove", "account alice: rights on procedure map_v2_lab.p")],
    ),
    ("GRANT EXECUTE ON FUNCTION map_v2_lab.f TO alice", [("remove", "account alice: rights on function map_v2_lab.f")]),
    ("GRANT somerole TO alice WITH ADMIN OPTION", [("remove", "account alice: rights on role somerole@%")]),
    ("GRANT PROXY ON bob TO alice", [("remove", "account alice: rights on proxy bob@%")]),
    ("DROP DATABASE map_v2_ephys", [("create", "schema map_v2_ephys")]),
]


@pytest.mark.parametrize(("drift", "expected"), DRIFTS, ids=[drift for drift, _ in DRIFTS])
def test_drift_is_mended_exactly(team: MysqlServer, drift: str, expected: list[t.Any]) -> None:
    with team.connected() as master:
        master("CREATE ROLE somerole")
        master("CREATE PROCEDURE map_v2_lab.p() BEGIN END")
        master("CREATE FUNCTION map_v2_lab.f() RETURNS INT DETERMINISTIC RETURN 1")
        undisturbed = state(team)
        if "PROXY" in drift:
            master("UPDATE mysql.proxies_priv SET Host = '%%', User = %s WHERE User = 'root'", MASTER)
            master("FLUSH PRIVILEGES")
        master(drift)
    full = [each if isinstance(each, tuple) else ("create", f"account alice: rights on {each}") for each in expected]
    assert targets(run(wish(team), check=True)) == full
    assert targets(run(wish(team))) == full
    assert state(team) == undisturbed
    assert run(wish(team))["plan"] == []


def test_unlisted_accounts_are_reported_and_dropped_only_on_an_explicit_wish(team: MysqlServer) -> None:
    with team.connected() as master:
        for account in ("'erin'@'%'", "'alice'@'10.%'", "'rds_superuser_role'@'%'"):
            master(f"CREATE USER {account} IDENTIFIED BY 'x'")
        master("CREATE DATABASE erin_work")
    result = run(wish(team))
    assert result["plan"] == []
    assert result["unlisted"] == ["alice@10.%", "erin"]
    assert "alice@10.%, erin" in result["notes"][0]
    dropping = wish(team, drop=["erin", "alice@10.%", "frank"])
    dropped = run(dropping)
    assert targets(dropped) == [("remove", "account alice@10.%"), ("remove", "account erin")]
    assert {change["impact"] for change in dropped["plan"]} == {"sessions"}
    assert (dropped["unlisted"], run(dropping)["plan"]) == ([], [])
    schemas, accounts = state(team)
    assert "erin_work" in schemas
    assert {"alice", "rds_superuser_role"} <= set(accounts)
    for own in (MASTER, "root", "mysql.sys", "rds_superuser_role"):
        with pytest.raises(MapError, match="own"):
            run(wish(team, drop=[own]))


def test_a_locked_account_stays_locked_and_is_reported(team: MysqlServer) -> None:
    with team.connected() as master:
        master("ALTER USER alice ACCOUNT LOCK")
    result = run(wish(team))
    assert result["plan"] == []
    assert "locked by hand: alice" in result["notes"][0]


def test_who_gets_schemas_of_a_namesake_is_told(mysql: MysqlServer) -> None:
    with mysql.connected() as master:
        master("CREATE DATABASE alice_old")
    assert "gets schemas that someone of this name left: alice_old" in run(wish(mysql), check=True)["notes"][0]


def test_everything_wrong_is_said_at_once_before_any_change(mysql: MysqlServer) -> None:
    people = [
        *PEOPLE,
        {"name": "map", "role": "reader"},
        {"name": "a_b", "role": "boss"},
        {"name": "erin", "role": "reader"},
    ]
    wrong = wish(mysql, people=people, passwords={"worker": "pässwort"}, drop=["alice"])
    with mysql.setting("partial_revokes", 1), pytest.raises(MapError) as error:
        run(wrong)
    text = str(error.value)
    for part in (
        "partial_revokes",
        "'map' is taken",
        "'a_b' can't be",
        "'boss'",
        "map, a_b, erin",
        "webgui",
        "'worker' has",
    ):
        assert part in text
    assert "pässwort" not in text
    assert state(mysql)[1] == {}


def test_native_authentication_is_refused_where_the_server_has_none(mysql: MysqlServer) -> None:
    old = [{"name": "alice", "role": "analyst", "authentication": "mysql_native_password"}]
    with mysql.connected() as master:
        plugins = {row[0] for row in master("SHOW PLUGINS") if row[1] == "ACTIVE"}
    if "mysql_native_password" in plugins:
        assert run(wish(mysql, people=old))["changed"]
    else:
        with pytest.raises(MapError, match="doesn't offer mysql_native_password"):
            run(wish(mysql, people=old))


def test_an_account_without_rights_of_an_administrator_is_told_so(team: MysqlServer) -> None:
    login = team.login(user="pat", password=password("pat"))
    with pytest.raises(MapError, match="The account 'pat' can't read the rights"):
        run(wish(team, login=login))
    with team.connected() as master:
        master("GRANT SELECT ON mysql.* TO pat")
    people = [person for person in PEOPLE if person["name"] not in ("pat", "carol")]
    with team.connected() as master:
        master("REVOKE PROCESS ON *.* FROM worker")
    with pytest.raises(MapError, match="Could not change the rights of the account 'worker'"):
        run(wish(team, login=login, people=people))
