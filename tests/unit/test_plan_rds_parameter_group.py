"""Parameter groups: (wanted, actual) -> changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.rds_parameter_group import (
    Actual,
    Group,
    Live,
    Wanted,
    allowed,
    plan,
    waiting,
)

NAME = "map-test-mysql8-4"
TAGS = {"map:environment": "test"}
WANTED = Wanted(NAME, "mysql8.4", {"wait_timeout": "86400", "performance_schema": "1"}, True, TAGS)
GROUP = Group("mysql8.4", WANTED.parameters, TAGS)


def change(what: str, before: t.Any, after: t.Any, call: str, **kwargs: t.Any) -> Change:
    return Change(
        "rds", "update", f"parameter group {NAME}: {what}", before, after, Call(call, {"name": NAME, **kwargs})
    )


def setting(what: str, method: str, before: dict[str, str | None], after: dict[str, str]) -> Change:
    return change(what, before, after, "set_parameters", method=method, parameters=after)


CREATED = [
    Change(
        "rds",
        "create",
        f"parameter group {NAME}",
        None,
        {"family": "mysql8.4", "tags": TAGS},
        Call("create_group", {"name": NAME, "family": "mysql8.4", "tags": TAGS}),
    ),
    setting("set at once", "immediate", {"wait_timeout": None}, {"wait_timeout": "86400"}),
    setting("set after a reboot", "pending-reboot", {"performance_schema": None}, {"performance_schema": "1"}),
]
SPELLED = {"wait_timeout": "86400", "performance_schema": "ON"}
STRAY = {**WANTED.parameters, "max_connections": "5", "innodb_rollback_on_timeout": "1"}
DEFAULT = {"wait_timeout": Live(static=False, value="86400")}
STATIC = {"wait_timeout": Live(static=True), "performance_schema": Live(static=False)}


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        (Actual(), CREATED),
        (Actual(Group("mysql8.4", tags=TAGS)), CREATED[1:]),
        (Actual(GROUP), []),
        (Actual(dataclasses.replace(GROUP, parameters=SPELLED)), []),
        (Actual(dataclasses.replace(GROUP, parameters={"performance_schema": "1"}), DEFAULT), []),
        (
            Actual(dataclasses.replace(GROUP, tags={"mine": "1"})),
            [change("tags", {"mine": "1"}, {"mine": "1", **TAGS}, "add_tags", tags=TAGS)],
        ),
        (
            Actual(dataclasses.replace(GROUP, parameters=STRAY)),
            [
                change(
                    "reset at once",
                    {"max_connections": "5"},
                    {"max_connections": None},
                    "reset_parameters",
                    method="immediate",
                    parameters=["max_connections"],
                ),
                change(
                    "reset after a reboot",
                    {"innodb_rollback_on_timeout": "1"},
                    {"innodb_rollback_on_timeout": None},
                    "reset_parameters",
                    method="pending-reboot",
                    parameters=["innodb_rollback_on_timeout"],
                ),
            ],
        ),
        (
            Actual(Group("mysql8.4", tags=TAGS), STATIC),
            [
                setting("set at once", "immediate", {"performance_schema": None}, {"performance_schema": "1"}),
                setting("set after a reboot", "pending-reboot", {"wait_timeout": None}, {"wait_timeout": "86400"}),
            ],
        ),
    ],
    ids=["none", "empty", "same", "spelled otherwise", "by default", "tags", "unlisted", "AWS knows better"],
)
def test_plan(actual: Actual, changes: list[Change]) -> None:
    assert plan(actual, WANTED) == changes


def test_unlisted_ones_stay_when_told_so() -> None:
    kept = dataclasses.replace(WANTED, reset_unlisted=False)
    assert plan(Actual(dataclasses.replace(GROUP, parameters=STRAY)), kept) == []


def test_twenty_a_request() -> None:
    many = {f"parameter_{number:02}": "1" for number in range(45)}
    live = {name: Live(static=False) for name in many}
    changes = plan(Actual(Group("mysql8.4", tags=TAGS), live), dataclasses.replace(WANTED, parameters=many))
    assert [len(change.call.kwargs["parameters"]) for change in changes] == [20, 20, 5]
    assert len({change.target for change in changes}) == 3


def test_what_waits_for_a_reboot() -> None:
    assert waiting(Actual(), WANTED) == ["performance_schema"]
    assert waiting(Actual(GROUP), WANTED) == []


@pytest.mark.parametrize(
    ("actual", "parameters", "problem"),
    [
        (Actual(Group("mysql8.0")), {}, "is of family mysql8.0, and mysql8.4 is wanted"),
        (Actual(), {"back_log": "1"}, "The database parameter back_log does not exist in family mysql8.4"),
        (Actual(live=DEFAULT), {"sql_mode": ""}, "The database parameter sql_mode does not exist in family mysql8.4"),
        (Actual(live={"port": Live(True, modifiable=False)}), {"port": "1"}, "port can't be modified"),
        (
            Actual(live={"back_log": Live(True, allowed="1-65535")}),
            {"back_log": "65536"},
            "back_log is '65536', but AWS allows 1-65535 only",
        ),
    ],
    ids=["family", "unknown", "unknown to AWS", "unmodifiable", "out of range"],
)
def test_what_cant_be_met(actual: Actual, parameters: dict[str, str], problem: str) -> None:
    with pytest.raises(MapError) as error:
        plan(actual, dataclasses.replace(WANTED, parameters=parameters))
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("live", "value", "fits"),
    [
        (Live(False, allowed="1-31536000"), "31536000", True),
        (Live(False, allowed="1-31536000"), "0", False),
        (Live(False, allowed="1-31536000"), "x", False),
        (Live(False, allowed="0,1"), "1", True),
        (Live(False, allowed="0,1"), "2", False),
        (Live(False, allowed="ANSI, TRADITIONAL", kind="list"), "TRADITIONAL,ANSI", True),
        (Live(False, allowed="ANSI,TRADITIONAL", kind="list"), "", True),
        (Live(False, allowed="TABLE,FILE"), "SYSLOG", False),
        (Live(False, allowed="1-5"), "{DBInstanceClassMemory/2}", True),
        (Live(False), "anything", True),
    ],
)
def test_what_aws_allows(live: Live, value: str, fits: bool) -> None:
    assert allowed(live, value) is fits
