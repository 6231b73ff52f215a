"""The law: what a check plans is what the next run changes, and then there is nothing to do."""

from __future__ import annotations

import os
from pathlib import Path

from tests.environment import Run, differences, recorded

LAW = ["check", "apply", "apply", "check"]


def test_check_apply_check() -> None:
    files = sorted(Path(os.environ["MAP_TEST_RECORD"]).glob("*-converge-*.jsonl"))
    modes = [file.stem.rpartition("-")[2] for file in files]
    begin = max(place for place in range(len(modes)) if modes[place : place + 4] == LAW)
    checked, applied, *afterwards = (Run(0, "", recorded(file)) for file in files[begin:])
    assert checked.tasks != []
    assert differences(checked.plan, applied.plan) == []
    assert [run.plan for run in afterwards if run.plan] == []
