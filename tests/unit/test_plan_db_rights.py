"""The rights that each role has, and how they are said."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_rights import ALL, Place, rights, sentence

GLOBAL = Place("global")
PIPELINE = Place("schema", r"map\_%")
LAB = Place("schema", r"map\_v2\_lab")
ALICES = Place("schema", r"alice\_%")
READ = frozenset({"SELECT", "SHOW VIEW"})


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("reader", {PIPELINE: READ}),
        ("analyst", {PIPELINE: READ | {"REFERENCES"}, ALICES: ALL}),
        ("ingester", {PIPELINE: READ | {"REFERENCES", "INSERT", "UPDATE", "DELETE"}, ALICES: ALL}),
        ("pipeline_admin", {GLOBAL: {"PROCESS"}, PIPELINE: ALL, ALICES: ALL}),
        ("worker", {GLOBAL: {"PROCESS"}, PIPELINE: {"SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"}}),
        ("webgui", {LAB: {"SELECT"}}),
    ],
)
def test_rights_of_roles(role: str, expected: t.Any) -> None:
    assert rights(role, "alice", "map_", ["map_v2_lab"]) == expected


@pytest.mark.parametrize(
    ("place", "privileges", "text"),
    [
        (GLOBAL, {"PROCESS"}, "PROCESS on *.*"),
        (ALICES, ALL | {"GRANT OPTION"}, r"ALL, GRANT OPTION on alice\_%.*"),
        (Place("table", "map_v2_lab", "t"), {"UPDATE", "INSERT"}, "INSERT, UPDATE on table map_v2_lab.t"),
        (Place("proxy", "root", "localhost"), {"PROXY"}, "PROXY on proxy root@localhost"),
    ],
)
def test_rights_in_words(place: Place, privileges: t.Any, text: str) -> None:
    assert sentence(place, frozenset(privileges)) == text
