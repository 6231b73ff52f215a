"""A busy kernel is activity, as a table."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from map_notebook.busy import KEY, _jupyter_server_extension_points, note

NOW = datetime.datetime(2026, 11, 26, tzinfo=datetime.UTC)
OTHER = {"api": NOW}


@pytest.mark.parametrize(
    ("states", "before", "after"),
    [
        ([], {}, {}),
        (["idle"], OTHER, OTHER),
        (["starting", "restarting", "dead", None], OTHER, OTHER),
        (["idle", "busy"], OTHER, {**OTHER, KEY: NOW}),
        (["busy"], {KEY: NOW - datetime.timedelta(hours=9)}, {KEY: NOW}),
        (["idle"], {KEY: NOW - datetime.timedelta(hours=9)}, {KEY: NOW - datetime.timedelta(hours=9)}),
    ],
)
def test_a_busy_kernel_is_activity(states: list[t.Any], before: dict[str, t.Any], after: dict[str, t.Any]) -> None:
    settings = {"last_activity_times": dict(before)}
    note([{"execution_state": state} for state in states], settings, NOW)
    assert settings["last_activity_times"] == after


def test_the_time_is_one_that_can_be_compared() -> None:
    settings: dict[str, t.Any] = {}
    note([{"id": "without a state"}, {"execution_state": "busy"}], settings)
    assert settings["last_activity_times"][KEY].tzinfo is not None


def test_jupyter_finds_it() -> None:
    assert _jupyter_server_extension_points() == [{"module": "map_notebook.busy"}]
