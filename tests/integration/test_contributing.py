"""What CONTRIBUTING.md tells a newcomer, step by step, in a copy of the project."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.checkout import committed, run
from tests.environment import ROOT

BLOCK = re.compile(r"^```(diff|sh)\n(.*?)^```$", re.M | re.S)


def test_the_steps_lead_to_a_changed_and_tested_role(tmp_path: Path) -> None:
    """Each difference fits, and each command ends well; the plan shows what was asked for."""
    copy = committed(tmp_path / "map")
    (copy / ".venv-newest").symlink_to(Path(sys.executable).parent.parent)
    said = ""
    for kind, text in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text()):
        if kind == "diff":
            (tmp_path / "difference").write_text(text)
            run(copy, "git", "apply", str(tmp_path / "difference"))
        else:
            said += run(copy, "bash", "-euc", text)
    assert '"DaysAfterInitiation": 3' in said
    assert said.count(" passed") == 3
    changed = run(copy, "git", "diff", "--name-only", "--", "*.py").split()
    run(copy, str(Path(sys.executable).parent / "ruff"), "check", *changed)
    run(copy, str(Path(sys.executable).parent / "ruff"), "format", "--check", *changed)
