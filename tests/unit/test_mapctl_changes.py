"""mapctl: events of a run -> what people read of it."""

from __future__ import annotations

import typing as t

import pytest

from mapctl.changes import Change, distinct, line
from mapctl.events import Failure, Story

PLANNED = {"system": "s3", "action": "update", "target": "bucket b: policy", "before": 1, "after": 2, "impact": "none"}


def event(kind: str, result: dict[str, t.Any], **data: t.Any) -> dict[str, t.Any]:
    where = {"host": "localhost", "role": "mesoscale.map.stack", "task": "Run it"}
    return {"event": kind, "event_data": {**where, "res": result, **data}}


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change("s3", "create", "bucket b"), "+ bucket b"),
        (Change("s3", "create", "bucket b", None, {"name": "b"}), "+ bucket b"),
        (Change("rds", "update", "parameter p", 5, 3), "~ parameter p: 5 → 3"),
        (Change("rds", "update", "parameter p", None, 3), "~ parameter p: 3"),
        (Change("rds", "update", "p", {"a": 1, "b": 2}, {"a": 1, "b": 3}), "~ p: b: 2 → 3"),
        (Change("rds", "update", "p", {"a": 1}, {"a": None}), "~ p: a: 1 → nothing"),
        (
            Change("database", "remove", "account a: rights on mysql.*", ["SELECT"], None),
            "- account a: rights on mysql.*: SELECT → nothing",
        ),
        (Change("files", "update", "file f", "a\nb\nc\n", "a\nc\nd\ne\n"), "~ file f: 2 lines new, 1 gone"),
        (Change("files", "create", "file f", None, "a\nb\n"), "+ file f: 2 lines"),
        (Change("files", "update", "file f", "a\nb\n", "(known after apply)"), "~ file f: 2 lines"),
        (Change("files", "update", "file f", "a" * 99, "b"), f"~ file f: {'a' * 59}… → b"),
        (Change("rds", "update", "p", 1, 2, "reboot"), "~ p: 1 → 2  [needs a reboot of the database]"),
        (
            Change("containers", "update", "service hub", "a", "b", "sessions"),
            "~ service hub: a → b  [cuts people off]",
        ),
    ],
)
def test_a_change_is_one_readable_line(change: Change, text: str) -> None:
    assert line(change) == text


def test_a_change_that_two_plays_plan_is_one() -> None:
    changes = [
        Change("s3", "create", "b", None, 1),
        Change("s3", "create", "b", None, 1),
        Change("s3", "create", "b", None, 2),
    ]
    assert distinct(changes) == (changes[0], changes[2])


def test_plans_of_tasks_and_of_their_items_are_changes() -> None:
    story = Story()
    story.add(event("runner_on_ok", {"changed": True, "plan": [PLANNED]}))
    story.add(
        event("runner_on_ok", {"changed": True, "results": [{"changed": True, "plan": [PLANNED]}, {"changed": False}]})
    )
    story.add(event("runner_on_ok", {"changed": False}))
    assert story.changes == [Change(**PLANNED), Change(**PLANNED)]
    assert story.distinct_changes() == (Change(**PLANNED),)


def test_the_same_on_two_hosts_is_two_changes() -> None:
    story = Story()
    for host in ("map-lab-host", "worker-2", "worker-2"):
        story.add(event("runner_on_ok", {"changed": True, "plan": [PLANNED]}, host=host))
    found = story.distinct_changes()
    assert [line(change) for change in found] == [
        "~ bucket b: policy on map-lab-host: 1 → 2",
        "~ bucket b: policy on worker-2: 1 → 2",
    ]


def test_a_changed_task_of_ansibles_own_is_a_change_of_its_role() -> None:
    story = Story()
    story.add(event("runner_on_ok", {"changed": True}))
    assert story.changes == [Change("stack", "update", "Run it")]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"msg": "It is wrong. Mend it."}, "It is wrong. Mend it."),
        ({"msg": "non-zero return code", "stderr": "no space left\n"}, "non-zero return code\nno space left"),
        ({"censored": "hidden"}, "The task holds a secret, so what it said is not shown."),
        ({"results": [{"failed": True, "msg": "one"}, {"msg": "fine"}, {"failed": True, "msg": "two"}]}, "one\ntwo"),
        ({}, "It said nothing."),
    ],
)
def test_a_failure_says_where_and_what(result: dict[str, t.Any], message: str) -> None:
    story = Story()
    story.add(event("runner_on_failed", result))
    story.add(event("runner_on_failed", result, ignore_errors=True))
    assert story.failures == [Failure("localhost", "stack", "Run it", message)]


def test_what_was_changed_before_a_failure_is_known() -> None:
    story = Story()
    story.add(event("runner_on_failed", {"msg": "x", "plan": [PLANNED]}))
    assert len(story.changes) == len(story.failures) == 1


def test_the_last_of_each_fact_counts_and_notes_come_once() -> None:
    story = Story()
    story.add(event("runner_on_ok", {"status": {"cloud": {"a": 1}}}))
    story.add(event("runner_on_ok", {"status": {"database": {"b": 2}}, "rights": [1], "notes": ["Know this."]}))
    story.add(event("runner_on_ok", {"notes": ["Know this."]}))
    assert story.facts == {"status": {"database": {"b": 2}}, "rights": [1]}
    assert story.notes == ["Know this."]


def test_what_ansible_says_before_it_begins_is_kept() -> None:
    story = Story()
    story.add({"event": "error", "stdout": "[ERROR]: Unable to parse x"})
    story.add({"event": "error", "stdout": "\x1b[0;31m[ERROR]: No such thing.\x1b[0m\x1b[K"})
    assert story.said == ["Unable to parse x", "No such thing."]
