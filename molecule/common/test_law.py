"""The law: what a check plans is what the next run changes, and then there is nothing to do."""

from __future__ import annotations

import os
from pathlib import Path

from tests.environment import Run, differences, recorded

LAW = ["check", "apply", "apply", "check"]
SCENARIO = os.environ["MOLECULE_SCENARIO_NAME"]
# These look and change nothing, or have what they make from `create`, which comes before all checks.
CHANGE_NOTHING = {
    *("cloud_status", "database_address", "embedded", "embedded_host", "globus", "host_address"),
    *("host_status", "jobs", "settings", "site", "status", "summary"),
}
NO_ROLE = {"site", "globus"}
"""The whole is no role, and the archive is off here; its scenario switches it on in a test of its own."""


def test_check_apply_check() -> None:
    files = sorted(Path(os.environ["MAP_TEST_RECORD"]).glob("*-converge-*.jsonl"))
    modes = [file.stem.rpartition("-")[2] for file in files]
    runs = [Run(0, "", recorded(file)) for file in files]
    begin = max(place for place in range(len(modes)) if modes[place : place + 4] == LAW)
    checked, applied, *afterwards = runs[begin:]
    assert checked.tasks != []
    assert SCENARIO in NO_ROLE or f"mesoscale.map.{SCENARIO}" in {task["role"] for task in applied.tasks}
    assert SCENARIO in CHANGE_NOTHING or any(run.plan for run in runs)
    assert differences(checked.plan, applied.plan) == []
    assert [run.plan for run in afterwards if run.plan] == []
