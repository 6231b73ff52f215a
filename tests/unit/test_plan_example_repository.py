"""example_repository: what is at the path -> what has to happen."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.example_repository import Actual, plan

PATH = "/srv/map/test/pipeline.git"
COMMIT, OLD = "c" * 40, "d" * 40


def change(action: t.Literal["create", "update"], before: t.Any) -> Change:
    after = {"branch": "main", "commit": COMMIT}
    return Change("files", action, f"repository {PATH}", before, after, Call("lay_down"))


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        (Actual(), [change("create", None)]),
        (Actual("repository", COMMIT, missing=False), []),
        (Actual("repository", OLD, missing=True), [change("update", {"branch": "main", "commit": OLD})]),
        (Actual("repository", OLD, missing=False), [change("update", {"branch": "main", "commit": OLD})]),
        (Actual("repository", COMMIT, missing=True), [change("update", {"branch": "main", "commit": COMMIT})]),
        (Actual("repository", "", missing=True), [change("update", {"branch": "main", "commit": None})]),
    ],
    ids=["nothing", "as wanted", "older", "gone back", "damaged", "no branch"],
)
def test_plan(actual: Actual, changes: list[Change]) -> None:
    assert plan(actual, PATH, COMMIT) == changes


def test_something_else_is_left_alone() -> None:
    with pytest.raises(MapError, match=f"{PATH} holds something that isn't a git repository"):
        plan(Actual("other"), PATH, COMMIT)
