"""A program's password changes in two steps: both work, then the old one ends. (actual, wanted) -> changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change
from ansible_collections.mesoscale.map.plugins.module_utils.plans import db_accounts, db_users
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_old_passwords import (
    Actual,
    Wanted,
    plan,
    summary,
)
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_rights import rights
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_summary import notes

WORKER = db_accounts.Member("worker", "service", "worker")
ALICE = db_accounts.Member("alice", "person", "analyst")
ACCOUNT = db_accounts.Account("worker", rights=rights("worker", "worker", "map_", []))
KEPT = dataclasses.replace(ACCOUNT, old_password=True)
PLUGIN = db_accounts.DEFAULT_PLUGIN
CURRENT, OLD = {"passwords_kept": frozenset({"worker"})}, {"passwords_old": frozenset({"worker"})}


def change(before: dict[str, str], after: dict[str, str], method: str, impact: t.Any) -> list[Change]:
    shared = {"authentication": PLUGIN, "tls": "required"}
    call = Call(method, {"user": "worker", "plugin": PLUGIN})
    given = {"password": "the given one", **after}
    target = "account worker: authentication"
    return [Change("database", "update", target, {**shared, **before}, {**shared, **given}, call, impact)]


def rotated(old: str, impact: str = "none", had: str = "another one") -> list[Change]:
    before, after = (
        {"password": had, "old_password": old},
        {"old_password": "the one until now, which still works"},
    )
    return change(before, after, "rotate_password", impact)


FIRST_STEP: list[tuple[str, db_accounts.Account, dict[str, t.Any], list[Change], list[str]]] = [
    ("the vault's", ACCOUNT, CURRENT, [], []),
    ("another in the vault", ACCOUNT, {}, rotated("none"), ["worker"]),
    ("the vault's, and the one before", KEPT, CURRENT, [], ["worker"]),
    ("a third one", KEPT, {}, rotated("one of an earlier change, which ends", "sessions"), ["worker"]),
    ("back to the one before", KEPT, OLD, rotated("the given one"), ["worker"]),
    (
        "another in the vault, after the account's has expired",
        dataclasses.replace(ACCOUNT, expired=True),
        {},
        rotated("none", had="an expired one"),
        ["worker"],
    ),
    (
        "an account without any password has none to keep",
        dataclasses.replace(ACCOUNT, has_password=False),
        {},
        change({"password": "none"}, {}, "set_authentication", "sessions"),
        [],
    ),
]


@pytest.mark.parametrize(
    ("account", "fits", "changes", "two"), [row[1:] for row in FIRST_STEP], ids=[row[0] for row in FIRST_STEP]
)
def test_a_new_password(
    account: db_accounts.Account, fits: dict[str, t.Any], changes: list[Change], two: list[str]
) -> None:
    actual, wanted = (
        db_accounts.Actual("8.4.6", "mapmaster", accounts=(account,), **fits),
        db_accounts.Wanted((WORKER,)),
    )
    assert db_users.plan(actual, wanted) == changes
    assert db_accounts.two_passwords(actual, wanted) == two
    said = [f"Two passwords work for the accounts of programs: {', '.join(two)}. The old one ends"] if two else []
    assert [note.partition(" ends ")[0] + " ends" for note in notes(actual, wanted)] == said


def test_another_plugin_cannot_keep_a_password() -> None:
    native = dataclasses.replace(KEPT, plugin=db_accounts.NATIVE_PLUGIN)
    actual, wanted = db_accounts.Actual(accounts=(native,)), db_accounts.Wanted((WORKER,))
    assert [found.call.method for found in db_users.plan(actual, wanted)] == ["set_authentication"]
    assert db_accounts.two_passwords(actual, wanted) == []


def test_a_persons_old_password_is_hers() -> None:
    hers = db_accounts.Account("alice", old_password=True, rights=rights("alice", "analyst", "map_", []))
    actual, wanted = db_accounts.Actual(accounts=(hers,)), db_accounts.Wanted((ALICE,))
    assert db_accounts.two_passwords(actual, wanted) == []


def ended(*names: str) -> list[Change]:
    return [
        Change(
            "database",
            "remove",
            f"account {name}: old password",
            "still works",
            None,
            Call("discard_old_password", {"user": name}),
        )
        for name in names
    ]


BOTH = ("worker", "webgui")
SECOND_STEP: list[tuple[str, Actual, Wanted, list[Change], list[str], str]] = [
    ("nothing there", Actual(), Wanted(BOTH), [], [], ""),
    ("both", Actual(BOTH, frozenset(BOTH)), Wanted(BOTH), ended(*BOTH), [], ""),
    ("somebody else's", Actual(("alice",), frozenset({"alice"})), Wanted(BOTH), [], [], ""),
    ("planned in this run", Actual(), Wanted(BOTH, planned=frozenset({"webgui"})), ended("webgui"), [], ""),
    ("planned and there", Actual(("webgui",)), Wanted(BOTH, planned=frozenset({"webgui"})), ended("webgui"), [], ""),
    (
        "the vault has a third",
        Actual(BOTH, frozenset({"webgui"})),
        Wanted(BOTH),
        ended("webgui"),
        ["worker"],
        "of worker still work, because the vault's isn't the new one",
    ),
    (
        "a host failed",
        Actual(BOTH, frozenset(BOTH)),
        Wanted(BOTH, behind=("host2", "host3")),
        [],
        list(BOTH),
        "programs on these hosts may need them: host2, host3",
    ),
    ("a host failed, nothing to end", Actual(), Wanted(BOTH, behind=("host2",)), [], [], ""),
    (
        "a host is left out, planned in this run",
        Actual(),
        Wanted(BOTH, behind=("host2",), planned=frozenset({"worker"})),
        [],
        ["worker"],
        "of worker still work, because programs on these hosts",
    ),
]


@pytest.mark.parametrize(
    ("actual", "wanted", "changes", "kept", "note"),
    [row[1:] for row in SECOND_STEP],
    ids=[row[0] for row in SECOND_STEP],
)
def test_old_passwords_end(actual: Actual, wanted: Wanted, changes: list[Change], kept: list[str], note: str) -> None:
    assert plan(actual, wanted) == changes
    said = summary(actual, wanted)
    assert said["old_passwords"] == kept
    assert len(said["notes"]) == bool(note)
    assert note in "".join(said["notes"])
