"""example_repositories: what is at the path -> what has to happen."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.example_repositories import Actual, plan

PATH = "/srv/map/test/pipeline.git"
COMMIT, OLD = "c" * 40, "d" * 40


def change(action: t.Literal["create", "update"], before: t.Any) -> Change:
    after = {"branch": "main", "commit": COMMIT}
    return Change("files", action, f"repository {PATH}", before, after, Call("lay_down", {"path": PATH}))


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
    assert plan({PATH: actual}, {PATH: COMMIT}) == changes


def test_all_that_are_in_the_way_are_named_before_anything_changes() -> None:
    actual = {PATH: Actual("other"), "/new": Actual(), "/more": Actual("other")}
    with pytest.raises(MapError) as refused:
        plan(actual, dict.fromkeys(actual, COMMIT))
    assert [problem.split()[2] for problem in refused.value.problems] == [PATH, "/more"]


def test_each_repository_is_a_change() -> None:
    found = plan({"/one": Actual(), "/two": Actual()}, {"/one": COMMIT, "/two": OLD})
    assert [(one.target, one.after["commit"]) for one in found] == [
        ("repository /one", COMMIT),
        ("repository /two", OLD),
    ]
