"""db_users on a real MySQL server: what roles may do, exactness, second runs, and errors."""

from __future__ import annotations

import time
import typing as t

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.certificates import Authority
from tests.integration.database import AWKWARD, FIRST_PASSWORDS, PASSWORDS, PEOPLE, run, state, targets, wish
from tests.integration.mysql_server import MASTER, MASTER_PASSWORD, MysqlServer

DENIED = (1044, 1045, 1142, 1143, 1227, 1370)
LAB = "CREATE TABLE map_v2_lab.subject (id INT PRIMARY KEY)"


@pytest.fixture
def team(mysql: MysqlServer) -> MysqlServer:
    """A server with the team's accounts and a table of the pipeline with a row."""
    run(wish(mysql))
    with mysql.connected() as master:
        master(LAB)
        master("INSERT INTO map_v2_lab.subject VALUES (1)")
    return mysql


def password(name: str) -> str:
    return {**FIRST_PASSWORDS, **PASSWORDS}[name]


def allowed(server: MysqlServer, name: str, *statements: str) -> bool:
    """Whether the account may run all of these; any other error than a refusal fails the test."""
    with server.connected(name, password(name)) as account:
        try:
            for statement in statements:
                account(statement)
        except pymysql.err.MySQLError as error:
            if error.args[0] not in DENIED:
                raise
            return False
    return True


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


def test_people_change_their_own_password_for_good(team: MysqlServer) -> None:
    with team.connected("alice", password("alice")) as alice:
        alice("ALTER USER USER() IDENTIFIED BY %s", "her own")
    assert run(wish(team))["plan"] == []
    assert run(wish(team, initial_passwords={}))["plan"] == []
    with team.connected("alice", "her own") as alice:
        assert alice("SELECT 1") == [(1,)]


def test_services_keep_the_password_of_the_vault(team: MysqlServer) -> None:
    changed = {**PASSWORDS, "worker": f"{AWKWARD} anew"}
    result = run(wish(team, passwords=changed))
    assert targets(result) == [("update", "account worker: authentication")]
    assert run(wish(team, passwords=changed))["plan"] == []
    with team.connected("worker", changed["worker"]) as worker:
        assert worker("SELECT 1") == [(1,)]
    with pytest.raises(pymysql.err.OperationalError, match="1045"), team.connected("worker", password("worker")):
        pass


def test_without_tls_nobody_gets_in(team: MysqlServer) -> None:
    for name in ("alice", "worker", MASTER):
        secret = MASTER_PASSWORD if name == MASTER else password(name)
        with team.connected(name, secret):
            pass
        with pytest.raises(pymysql.err.OperationalError, match="1045"), team.connected(name, secret, tls=False):
            pass


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
    old = [{"name": "alice", "role": "analyst", "authentication": "native"}]
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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"password": "not it"}, "refused the account 'mapmaster' or its password"),
        ({"port": 1}, "can't be reached: Connection refused"),
        ({"address": "no-such-host.invalid"}, "can't be reached"),
        ({"ca_file": "/nowhere.pem"}, "/nowhere.pem doesn't exist"),
        ({"ca_file": __file__}, "holds no certificates"),
        ({"address": "127.0.0.1"}, "is for another address"),
    ],
)
def test_no_connection_is_one_clear_message(mysql: MysqlServer, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(MapError, match=message) as error:
        run(wish(mysql, login=mysql.login(**options)))
    assert len(error.value.problems) == 1
    assert "not it" not in str(error.value)


def test_other_certificates_are_refused(mysql: MysqlServer, tmp_path: t.Any) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(Authority().pem)
    with pytest.raises(MapError, match="isn't signed by an authority in"):
        run(wish(mysql, login=mysql.login(ca_file=str(other))))
    with mysql.certificate("localhost", seconds=2):
        time.sleep(3)
        with pytest.raises(MapError, match="has expired"):
            run(wish(mysql))
    with mysql.certificate("elsewhere.example.org"), pytest.raises(MapError, match="is for another name"):
        run(wish(mysql))
    assert run(wish(mysql))["changed"]


def test_a_server_without_tls_gets_no_password(mysql: MysqlServer) -> None:
    with mysql.without_tls(), pytest.raises(MapError, match="offers no TLS, so the password wasn't sent"):
        run(wish(mysql))
    assert run(wish(mysql))["changed"]
