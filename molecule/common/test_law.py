"""The law: what a check plans is what the next run changes, and then there is nothing to do."""

from __future__ import annotations

import os
from pathlib import Path

from tests.environment import Run, differences, recorded


def test_check_apply_check() -> None:
    files = sorted(Path(os.environ["MAP_TEST_RECORD"]).glob("*-converge-*.jsonl"))[-4:]
    assert [file.stem.rpartition("-")[2] for file in files] == ["check", "apply", "apply", "check"]
    checked, applied, again, checked_again = (Run(0, "", recorded(file)) for file in files)
    assert checked.tasks != []
    assert differences(checked.plan, applied.plan) == []
    assert (again.plan, checked_again.plan) == ([], [])
