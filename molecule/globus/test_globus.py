"""The archive is off in this environment: nothing runs for it."""

from __future__ import annotations

import typing as t


def test_nothing_runs_for_it(host: t.Any) -> None:
    assert host.check_output("docker ps --all --quiet --filter name=globus") == ""
