"""A person's configuration and a delivered one made one, as a table; and what is remembered of it."""

from __future__ import annotations

import json
import typing as t

import pytest
from map_notebook.merge import digest, flatten, merge, named, unflatten

Tree = dict[str, t.Any]
OLD: Tree = {
    "database.password": "first",
    "database.use_tls": {"ca": "/run/map/database_ca.pem"},
    "stores": {"report_store": {"access_key": "AKIA1", "secret_key": "s1", "stage": "/tmp/report"}},  # noqa: S108
    "custom": {},
}


def store(tree: Tree, **values: t.Any) -> Tree:
    """The same with other values in the store."""
    return {**tree, "stores": {"report_store": {**tree["stores"]["report_store"], **values}}}


ROTATED = store(OLD, access_key="AKIA2", secret_key="s2")
CHANGED = {**OLD, "database.password": "mine"}

CASES: dict[str, tuple[Tree, Tree, Tree, Tree]] = {
    # name: (the person's, what is delivered, what was delivered last, the result)
    "first": ({}, OLD, {}, OLD),
    "nothing new": (OLD, OLD, OLD, OLD),
    "rotated keys arrive": (OLD, ROTATED, OLD, ROTATED),
    "a changed password stays": (CHANGED, OLD, OLD, CHANGED),
    "a changed password stays, and rotated keys arrive": (
        CHANGED,
        ROTATED,
        OLD,
        {**ROTATED, "database.password": "mine"},
    ),
    "a changed stage stays, and the keys beside it arrive": (
        store(OLD, stage="/tmp/mine"),  # noqa: S108
        ROTATED,
        OLD,
        store(ROTATED, stage="/tmp/mine"),  # noqa: S108
    ),
    "a changed password stays, even when another one is delivered": (
        CHANGED,
        {**OLD, "database.password": "second"},
        OLD,
        CHANGED,
    ),
    "a key of the person's stays": ({**OLD, "loglevel": "DEBUG"}, OLD, OLD, {**OLD, "loglevel": "DEBUG"}),
    "a key of the person's stays when it is delivered too": (
        {"safemode": False},
        {"safemode": True},
        {},
        {"safemode": False},
    ),
    "a key that the person took out comes again": ({}, OLD, OLD, OLD),
    "a key that is delivered no more goes": ({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": 2}, {"a": 1}),
    "a key that is delivered no more stays when it was changed": ({"a": 3}, {}, {"a": 1}, {"a": 3}),
    "a changed value in the place of an object stays": (
        {"tls": False},
        {"tls": {"ca": "x"}},
        {"tls": {"ca": "x"}},
        {"tls": False},
    ),
    "an object in the place of a value stays": (
        {"tls": {"ca": "y"}},
        {"tls": True},
        {"tls": True},
        {"tls": {"ca": "y"}},
    ),
    "a value becomes an object": ({"tls": True}, {"tls": {"ca": "x"}}, {"tls": True}, {"tls": {"ca": "x"}}),
    "an object becomes a value": ({"tls": {"ca": "x"}}, {"tls": True}, {"tls": {"ca": "x"}}, {"tls": True}),
    "stores that were emptied stay empty": (
        {"stores": {}},
        {"stores": {"a": {"b": 1}}},
        {"stores": {"a": {"b": 1}}},
        {"stores": {}},
    ),
    "an own key in an empty object": ({"custom": {"k": 1}}, {"custom": {}}, {"custom": {}}, {"custom": {"k": 1}}),
    "an own key beside delivered ones": (
        {"custom": {"k": 1}},
        {"custom": {"m": 2}},
        {"custom": {}},
        {"custom": {"k": 1, "m": 2}},
    ),
    "true is not 1": ({"a": True}, {"a": 1}, {"a": 1}, {"a": True}),
    "lists are values": ({"a": [1, {"b": 2}]}, {"a": [3]}, {"a": [1, {"b": 2}]}, {"a": [3]}),
}


def remembered(given: Tree) -> dict[str, str]:
    return merge({}, given, {})[1]


@pytest.mark.parametrize(("mine", "given", "last", "result"), CASES.values(), ids=CASES)
def test_what_the_person_changed_stays_and_all_else_is_delivered(
    mine: Tree, given: Tree, last: Tree, result: Tree
) -> None:
    found, memory = merge(mine, given, remembered(last))
    assert json.dumps(found, sort_keys=True) == json.dumps(result, sort_keys=True)
    assert memory == remembered(given)
    assert merge(found, given, memory)[0] == found, "a second time changes nothing"


def test_struck_before_it_was_remembered_nothing_is_lost() -> None:
    found, _ = merge(OLD, ROTATED, remembered(OLD))
    again, memory = merge(found, ROTATED, remembered(OLD))
    assert again == ROTATED
    assert merge(again, OLD, memory)[0] == OLD


def test_no_value_is_remembered() -> None:
    memory = remembered(OLD)
    assert memory["stores/report_store/access_key"] == digest("AKIA1")
    assert all(len(value) == 64 for value in memory.values())
    assert not any(value in json.dumps(memory) for value in ("first", "AKIA1", 's1"', "database_ca"))


@pytest.mark.parametrize("keys", [("a", "b"), ("a/b",), ("a~1b",), ("a~b",), ("a~0b",), ("", "a"), ("a", "")])
def test_two_places_never_have_the_same_name(keys: tuple[str, ...]) -> None:
    others = [("a", "b"), ("a/b",), ("a~1b",), ("a~b",), ("a~0b",), ("", "a"), ("a", "")]
    assert [other for other in others if named(other) == named(keys)] == [keys]


@pytest.mark.parametrize("tree", [{}, OLD, ROTATED, {"a": {"b": {}, "c": None}}])
def test_flattened_and_put_together_it_is_the_same(tree: Tree) -> None:
    assert unflatten(flatten(tree)) == tree
