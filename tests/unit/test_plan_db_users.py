"""db_users: (actual, wanted) -> changes, and what is refused."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_accounts import (
    DEFAULT_PLUGIN,
    NATIVE_PLUGIN,
    Account,
    Actual,
    Member,
    Wanted,
)
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_rights import ALL, Place, Rights, rights
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_summary import notes, summary
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_users import plan

GLOBAL = Place("global")
PIPELINE = Place("schema", r"map\_%")
LAB = Place("schema", r"map\_v2\_lab")
ALICES = Place("schema", r"alice\_%")
READ = frozenset({"SELECT", "SHOW VIEW"})

ALICE = Member("alice", "person", "analyst")
CAROL = Member("carol", "person", "reader")
WORKER = Member("worker", "service", "worker")
ALICES_RIGHTS: Rights = {PIPELINE: READ | {"REFERENCES"}, ALICES: ALL}
THERE = Account("alice", rights=ALICES_RIGHTS)
WORKERS = Account("worker", rights=rights("worker", "worker", "map_", []))


def server(*accounts: Account, **fields: t.Any) -> Actual:
    known: dict[str, t.Any] = {"version": "8.4.6", "login": "mapmaster", "plugins": frozenset({DEFAULT_PLUGIN})}
    return Actual(**{**known, "accounts": accounts, **fields})


def change(action: t.Any, target: str, *rest: t.Any) -> Change:
    return Change("database", action, target, *rest)


def given(place: Place, grant: list[str], revoke: list[str], user: str = "alice") -> Call:
    return Call("change_rights", {"user": user, "place": place, "grant": grant, "revoke": revoke})


def known(user: str, plugin: str = DEFAULT_PLUGIN) -> dict[str, str]:
    return {"user": user, "plugin": plugin}


def made(plugin: str = DEFAULT_PLUGIN) -> dict[str, str]:
    return {"authentication": plugin, "password": "the given one", "tls": "required"}


def was(plugin: str = DEFAULT_PLUGIN, **fields: str) -> dict[str, str]:
    return {"authentication": plugin, "password": "another one", "tls": "required", **fields}


CHANGES: list[tuple[str, Actual, Wanted, list[Change]]] = [
    ("nothing to do", server(THERE), Wanted((ALICE,)), []),
    ("the same, without a first password", server(THERE), Wanted((dataclasses.replace(ALICE, password=False),)), []),
    (
        "an empty server that isn't there yet",
        Actual(),
        Wanted((ALICE,), schemas=("map_v2_lab",)),
        [
            change("create", "schema map_v2_lab", None, "present", Call("create_schema", {"name": "map_v2_lab"})),
            change(
                "create", "account alice", None, {**made(), "role": "analyst"}, Call("create_account", known("alice"))
            ),
            change(
                "create",
                r"account alice: rights on map\_%.*",
                None,
                ["SELECT", "REFERENCES", "SHOW VIEW"],
                given(PIPELINE, ["SELECT", "REFERENCES", "SHOW VIEW"], []),
            ),
            change(
                "create", r"account alice: rights on alice\_%.*", None, ["ALL"], given(ALICES, ["ALL PRIVILEGES"], [])
            ),
        ],
    ),
    (
        "a right too many and one too few",
        server(Account("alice", rights={PIPELINE: READ | {"DROP"}, ALICES: ALL})),
        Wanted((ALICE,)),
        [
            change(
                "update",
                r"account alice: rights on map\_%.*",
                ["SELECT", "DROP", "SHOW VIEW"],
                ["SELECT", "REFERENCES", "SHOW VIEW"],
                given(PIPELINE, ["REFERENCES"], ["DROP"]),
            )
        ],
    ),
    (
        "the right to pass rights on",
        server(Account("alice", rights={PIPELINE: READ | {"REFERENCES"}, ALICES: ALL | {"GRANT OPTION"}})),
        Wanted((ALICE,)),
        [
            change(
                "update",
                r"account alice: rights on alice\_%.*",
                ["ALL", "GRANT OPTION"],
                ["ALL"],
                given(ALICES, [], ["GRANT OPTION"]),
            )
        ],
    ),
    (
        "rights in other places, spelled as they were granted",
        server(
            Account(
                "alice",
                rights={
                    **ALICES_RIGHTS,
                    Place("schema", "map_%"): frozenset({"SELECT"}),
                    Place("role", "boss", "%"): frozenset({"MEMBER"}),
                },
            )
        ),
        Wanted((ALICE,)),
        [
            change(
                "remove",
                "account alice: rights on role boss@%",
                ["MEMBER"],
                None,
                given(Place("role", "boss", "%"), [], ["MEMBER"]),
            ),
            change(
                "remove",
                "account alice: rights on map_%.*",
                ["SELECT"],
                None,
                given(Place("schema", "map_%"), [], ["SELECT"]),
            ),
        ],
    ),
    (
        "TLS not required",
        server(dataclasses.replace(THERE, tls="")),
        Wanted((ALICE,)),
        [change("update", "account alice: TLS", "not required", "required", Call("require_tls", {"user": "alice"}))],
    ),
    (
        "a person's other plugin, with a first password at hand",
        server(dataclasses.replace(THERE, plugin=NATIVE_PLUGIN, tls="")),
        Wanted((ALICE,)),
        [
            change(
                "update",
                "account alice: authentication",
                was(NATIVE_PLUGIN, tls="not required"),
                made(),
                Call("set_authentication", known("alice")),
                "sessions",
            )
        ],
    ),
    (
        "a service's password that has expired",
        server(dataclasses.replace(WORKERS, expired=True), passwords_kept=frozenset({"worker"})),
        Wanted((WORKER,)),
        [
            change(
                "update",
                "account worker: authentication",
                was(password="an expired one"),
                made(),
                Call("set_authentication", known("worker")),
                "sessions",
            )
        ],
    ),
    ("a service's good password", server(WORKERS, passwords_kept=frozenset({"worker"})), Wanted((WORKER,)), []),
    ("a person's expired password is hers", server(dataclasses.replace(THERE, expired=True)), Wanted((ALICE,)), []),
    ("a locked account stays locked", server(dataclasses.replace(THERE, locked=True)), Wanted((ALICE,)), []),
    ("unlisted accounts stay", server(Account("erin"), Account("alice", "10.%")), Wanted(), []),
    (
        "unlisted accounts go on an explicit wish",
        server(Account("erin"), Account("erin", "10.%")),
        Wanted(drop=("erin@10.%", "frank")),
        [
            change(
                "remove",
                "account erin@10.%",
                "present",
                None,
                Call("drop_account", {"user": "erin", "host": "10.%"}),
                "sessions",
            )
        ],
    ),
]


@pytest.mark.parametrize(("actual", "wanted", "changes"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_plan(actual: Actual, wanted: Wanted, changes: list[Change]) -> None:
    assert plan(actual, wanted) == changes


NEEDY = dataclasses.replace(ALICE, password=False)
REFUSED: list[tuple[Actual, Wanted, list[str]]] = [
    (server(), Wanted(problems=("One. Two.",)), ["One. Two."]),
    (server(partial_revokes=True), Wanted(), ["partial_revokes is ON"]),
    (
        server(),
        Wanted((NEEDY, dataclasses.replace(CAROL, password=False))),
        ["no account with a usable password, and no first password: alice, carol."],
    ),
    (server(dataclasses.replace(THERE, plugin=NATIVE_PLUGIN)), Wanted((NEEDY,)), ["no first password: alice."]),
    (server(dataclasses.replace(THERE, has_password=False)), Wanted((NEEDY,)), ["no first password: alice."]),
    (server(WORKERS), Wanted((dataclasses.replace(WORKER, password=False),)), ["have no password: worker."]),
    (
        server(),
        Wanted((dataclasses.replace(ALICE, plugin=NATIVE_PLUGIN),)),
        ["8.4.6 doesn't offer mysql_native_password"],
    ),
    (server(), Wanted((ALICE, dataclasses.replace(WORKER, name="alice"))), ["'alice' already belongs"]),
    (server(), Wanted((ALICE,), login="alice"), ["'alice' already belongs"]),
    (server(), Wanted((ALICE,), drop=("alice",)), ["'alice' is to be dropped, but is listed too"]),
    (
        server(),
        Wanted(drop=("root", "mapmaster", "mysql.sys", "rdsadmin", "rds_superuser_role", "root@127.0.0.1")),
        [f"'{name}' is the server's" for name in ("root", "mapmaster", "mysql.sys", "rdsadmin", "rds_superuser_role")]
        + ["'root@127.0.0.1' is the server's"],
    ),
    (server(), Wanted(schemas=("lab",), pipeline_prefix="map"), ["prefix 'map'", "'lab' doesn't begin"]),
    (server(), Wanted(webgui_schemas=("lab",)), ["'lab' doesn't begin"]),
]


@pytest.mark.parametrize(("actual", "wanted", "parts"), REFUSED)
def test_refused(actual: Actual, wanted: Wanted, parts: list[str]) -> None:
    with pytest.raises(MapError) as error:
        plan(actual, wanted)
    assert len(error.value.problems) == len(parts)
    assert all(part in problem for part, problem in zip(parts, error.value.problems, strict=True))


def test_native_is_not_refused_while_the_server_is_only_planned() -> None:
    native = dataclasses.replace(ALICE, plugin=NATIVE_PLUGIN)
    assert plan(Actual(), Wanted((native,)))[0].call == Call("create_account", known("alice", NATIVE_PLUGIN))


def test_what_people_hear() -> None:
    actual = server(
        dataclasses.replace(THERE, locked=True),
        Account("alice", "10.%"),
        Account("erin"),
        Account("mapmaster"),
        Account("root", "localhost"),
        Account("mysql.sys", "localhost"),
        Account("rdsadmin", "localhost"),
        Account("rds_superuser_role"),
        schemas=frozenset({"bob_old", "carol_old", "alice_mine"}),
    )
    members = (ALICE, CAROL, Member("bob", "person", "ingester"))
    heard = summary(actual, Wanted(members, drop=("erin",)))
    assert heard["unlisted"] == ["alice@10.%", "erin"]
    assert heard["server_version"] == "8.4.6"
    assert heard["rights"][1] == {
        "account": "carol",
        "kind": "person",
        "role": "reader",
        "grants": [r"SELECT, SHOW VIEW on map\_%.*"],
    }
    assert [note.partition(". ")[0] for note in heard["notes"]] == [
        "Database accounts that no list names: alice@10.%",
        "Database accounts that are listed, but locked by hand: alice",
        "The new account 'bob' gets schemas that someone of this name left: bob_old",
    ]
    assert notes(server(THERE), Wanted((ALICE,))) == []
