"""The accounts of JupyterHub: who must go, and who administers it."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change
from ansible_collections.mesoscale.map.plugins.module_utils.plans.hub_people import Account, Wanted, plan


def removed(name: str, before: str = "no server") -> Change:
    call = Call("delete", {"name": name})
    return Change("hub", "remove", f"account {name} of the hub", before, None, call, "sessions")


def admin(name: str, wanted: bool) -> Change:
    call = Call("set_admin", {"name": name, "admin": wanted})
    return Change("hub", "update", f"account {name} of the hub: administrator", not wanted, wanted, call)


PEOPLE = {"alice": False, "erin": True}


@pytest.mark.parametrize(
    ("actual", "guests", "changes"),
    [
        ({}, False, []),
        ({"alice": Account()}, False, []),
        ({"alice": Account(), "erin": Account(admin=True)}, False, []),
        ({"bob": Account()}, False, [removed("bob")]),
        ({"bob": Account(running=True)}, False, [removed("bob", "its server runs")]),
        ({"bob": Account(admin=True)}, False, [removed("bob")]),
        ({"alice": Account(admin=True)}, False, [admin("alice", False)]),
        ({"erin": Account()}, False, [admin("erin", True)]),
        ({"gh-sam": Account()}, True, []),
        ({"gh-sam": Account()}, False, [removed("gh-sam")]),
        ({"gh-sam": Account(admin=True)}, True, [admin("gh-sam", False)]),
        ({"bob": Account()}, True, [removed("bob")]),
        ({"gh-alice-gh": Account()}, True, [removed("gh-alice-gh")]),
        (
            {"zoe": Account(), "bob": Account(), "erin": Account(running=True), "alice": Account(admin=True)},
            True,
            [removed("bob"), removed("zoe"), admin("alice", False), admin("erin", True)],
        ),
    ],
)
def test_plan(actual: dict[str, Account], guests: bool, changes: list[Change]) -> None:
    assert plan(actual, Wanted(PEOPLE, guests, frozenset({"alice-gh"}))) == changes
