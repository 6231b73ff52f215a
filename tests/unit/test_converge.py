"""converge: read, plan, apply unless checking, read again."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.converge import converge
from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError, refuse


class Shelf:
    """A world of one shelf, on which things stand by name."""

    def __init__(self, *things: str, breaks_on: str = "", forgets: bool = False) -> None:
        self.things = list(things)
        self.calls: list[str] = []
        self.breaks_on, self.forgets = breaks_on, forgets

    def read(self) -> list[str]:
        return list(self.things)

    def put(self, thing: str) -> None:
        self.calls.append(thing)
        if thing == self.breaks_on:
            raise MapError(f"The shelf refused '{thing}'. Make room.")
        if not self.forgets:
            self.things.append(thing)


def put_all(*wanted: str) -> t.Callable[[list[str]], list[Change]]:
    def plan(actual: list[str]) -> list[Change]:
        missing = [thing for thing in wanted if thing not in actual]
        return [Change("shelf", "create", thing, None, thing, Call("put", {"thing": thing})) for thing in missing]

    return plan


def run(shelf: Shelf, *wanted: str, check: bool = False) -> dict[str, t.Any]:
    return converge(
        read=shelf.read, plan=put_all(*wanted), client=shelf, check=check, describe=lambda actual: {"things": actual}
    )


def test_applies_what_check_planned_and_then_plans_nothing() -> None:
    shelf = Shelf("cup")
    checked = run(shelf, "cup", "jug", check=True)
    assert shelf.calls == []
    applied = run(shelf, "cup", "jug")
    again = run(shelf, "cup", "jug")
    assert (
        checked["plan"]
        == applied["plan"]
        == [{"system": "shelf", "action": "create", "target": "jug", "before": None, "after": "jug", "impact": "none"}]
    )
    assert (checked["changed"], applied["changed"], again["changed"]) == (True, True, False)
    assert (checked["things"], applied["things"]) == (["cup"], ["cup", "jug"])
    assert again["plan"] == again["diff"] == []


def test_the_diff_shows_before_and_after() -> None:
    (diff,) = run(Shelf(), "jug", check=True)["diff"]
    assert diff == {"before_header": "jug", "after_header": "jug (create)", "before": "", "after": "jug\n"}


def test_a_failure_says_what_was_done_before_it() -> None:
    shelf = Shelf(breaks_on="jug")
    with pytest.raises(MapError) as error:
        run(shelf, "cup", "jug", "pot")
    assert error.value.problems == (
        "The shelf refused 'jug'. Make room.",
        "This was 'jug', change 2 of 3; 1 were made before it. Run it again when the cause is mended.",
    )
    assert shelf.things == ["cup"]


def test_a_change_that_does_not_hold_is_no_success() -> None:
    with pytest.raises(MapError, match="the world still differs: jug"):
        run(Shelf(forgets=True), "jug")


def test_problems_are_refused_all_together() -> None:
    refuse([])
    with pytest.raises(MapError) as error:
        refuse(["One is wrong. Mend it.", "Another is wrong. Mend it too."])
    assert str(error.value) == "One is wrong. Mend it.\nAnother is wrong. Mend it too."
