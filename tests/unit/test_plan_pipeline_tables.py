"""What is planned for the pipeline's tables: account, lock, dump, declaration; and what is refused."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_accounts import Account
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_rights import Place
from ansible_collections.mesoscale.map.plugins.module_utils.plans.pipeline_tables import Actual, Record, Wanted, plan
from ansible_collections.mesoscale.map.plugins.module_utils.plans.structure_dump import Dump

OLD, NEW = "a" * 40, "b" * 40
LAB, JOBS, UNIT = ("map_v2_lab", "#person"), ("map_v2_lab", "~jobs"), ("map_v2_ephys", "unit")
WANTED = Wanted(("map_v2_lab", "map_v2_ephys"), commit=NEW, login="mapmaster")
MAY = frozenset({"SELECT", "INSERT", "UPDATE", "CREATE", "REFERENCES"})
LOCKED = Account("bootstrap", locked=True, rights={Place("schema", r"map\_%"): MAY})
DONE = Actual(LOCKED, Record(NEW, frozenset({LAB, JOBS})), frozenset({LAB, JOBS}))
DUMP = Dump({LAB: "CREATE TABLE `#person` (", UNIT: "CREATE TABLE `unit` ("}, frozenset({(UNIT, LAB)}))
ACCOUNT = {"authentication": "caching_sha2_password", "tls": "required", "locked": True}


def lock(**before: t.Any) -> Change:
    return Change("database", "update", "account bootstrap: lock", {**ACCOUNT, **before}, ACCOUNT, Call("lock"))


def declare(commit: str | None, *missing: str) -> Change:
    before = {"commit": commit, "missing": list(missing)} if commit else None
    after = {"commit": NEW, "missing": []}
    target = "tables of map_*: declare with commit bbbbbbbbbbbb"
    return Change("database", "update" if before else "create", target, before, after, Call("declare"))


def load(*schemas: str, tables: int) -> Change:
    after = {"schemas": list(schemas), "tables": tables}
    target = "tables of map_*: load the structure-only dump"
    return Change("database", "create", target, None, after, Call("load", {"schemas": list(schemas)}))


def account(**options: t.Any) -> Actual:
    return dataclasses.replace(DONE, account=dataclasses.replace(LOCKED, **options))


def rights(action: t.Any, before: t.Any, after: t.Any, grant: list[str], revoke: list[str]) -> Change:
    place = Place("schema", r"map\_%")
    call = Call("change_rights", {"user": "bootstrap", "place": place, "grant": grant, "revoke": revoke})
    return Change("database", action, r"account bootstrap: rights on map\_%.*", before, after, call)


WORDS = ["SELECT", "INSERT", "UPDATE", "CREATE", "REFERENCES"]
CASES = {
    "nothing to do": (DONE, WANTED, []),
    "an empty server": (
        Actual(),
        WANTED,
        [
            Change("database", "create", "account bootstrap", None, ACCOUNT, Call("create_account")),
            rights("create", None, WORDS, WORDS, []),
            declare(None),
        ],
    ),
    "an interrupted run": (
        dataclasses.replace(account(locked=False), leftovers=("map-test-run-bootstrap",)),
        WANTED,
        [
            Change(
                "containers",
                "remove",
                "container map-test-run-bootstrap",
                "left by an interrupted run",
                None,
                Call("end_leftover"),
            ),
            lock(locked=False),
        ],
    ),
    "no TLS": (account(tls=""), WANTED, [lock(tls="not required")]),
    "another plugin": (account(plugin="sha256_password"), WANTED, [lock(authentication="sha256_password")]),
    "no password": (account(has_password=False), WANTED, [lock()]),
    "too many rights": (
        account(rights={Place("schema", r"map\_%"): MAY | {"DROP"}}),
        WANTED,
        [rights("update", [*WORDS[:4], "DROP", "REFERENCES"], WORDS, [], ["DROP"])],
    ),
    "another commit": (dataclasses.replace(DONE, record=Record(OLD, DONE.tables)), WANTED, [declare(OLD)]),
    "a hidden table is gone": (
        dataclasses.replace(DONE, tables=frozenset({LAB})),
        WANTED,
        [declare(NEW, "map_v2_lab.~jobs")],
    ),
    "the code isn't asked": (Actual(LOCKED), dataclasses.replace(WANTED, commit=""), []),
    "a dump into empty schemas": (
        Actual(LOCKED),
        dataclasses.replace(WANTED, dump=DUMP),
        [load("map_v2_ephys", "map_v2_lab", tables=2), declare(None)],
    ),
    "a dump beside tables that are there": (
        DONE,
        dataclasses.replace(WANTED, dump=DUMP),
        [load("map_v2_ephys", tables=1)],
    ),
    "a dump that was loaded in part": (
        Actual(LOCKED, Record(loading=frozenset({"map_v2_lab"})), frozenset({LAB, UNIT})),
        dataclasses.replace(WANTED, dump=DUMP, commit=""),
        [load("map_v2_lab", tables=1)],
    ),
    "a dump that is there": (
        dataclasses.replace(DONE, tables=frozenset({LAB, JOBS, UNIT})),
        dataclasses.replace(WANTED, dump=DUMP),
        [],
    ),
}


@pytest.mark.parametrize(("actual", "wanted", "expected"), CASES.values(), ids=CASES)
def test_plan(actual: Actual, wanted: Wanted, expected: list[Change]) -> None:
    assert plan(actual, wanted) == expected


REFUSED = {
    "partial revokes": (dataclasses.replace(DONE, partial_revokes=True), WANTED, "partial_revokes is ON"),
    "the account itself": (DONE, dataclasses.replace(WANTED, login="bootstrap"), "can't be the administrator's"),
    "a schema outside": (DONE, dataclasses.replace(WANTED, schemas=("other",)), "doesn't begin with"),
    "what a dump says": (DONE, dataclasses.replace(WANTED, dump=Dump(problems=("No. Try.",))), "No. Try."),
    "a reference to nowhere": (
        Actual(LOCKED),
        dataclasses.replace(WANTED, dump=Dump({UNIT: ""}, frozenset({(UNIT, LAB)}))),
        r"map_v2_ephys.unit refers to map_v2_lab.#person, which is neither",
    ),
}


@pytest.mark.parametrize(("actual", "wanted", "said"), REFUSED.values(), ids=REFUSED)
def test_refused_before_any_change(actual: Actual, wanted: Wanted, said: str) -> None:
    with pytest.raises(MapError, match=said):
        plan(actual, wanted)
