"""The scripts in examples/ops do what they say, and leave nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mapctl import private
from tests.environment import ROOT, Environment

OPS = ROOT / "examples/ops"


def ops(folder: Path, *words: str) -> tuple[int, str]:
    """(exit code, the last line) of a script, run where the environments are in inventories/."""
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": paths}
    done = subprocess.run(
        [sys.executable, *words], env=variables, cwd=folder, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.strip().splitlines()[-1]


def test_both_tell_the_same_and_leave_nothing(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "inventories", "ops")
    before = set(private.memory().iterdir())
    code, said = ops(tmp_path, str(OPS / "drift_report.py"), "ops", "embedded")
    assert code == 2
    number = int(said.removeprefix("ops: ").partition(" ")[0])
    assert number > 30
    playbook = str(ROOT / "playbooks/embedded.yml")
    assert ops(tmp_path, str(OPS / "bare_runner.py"), str(ROOT), str(environment.folder), playbook) == (
        2,
        f"successful: {number} differences.",
    )
    left = {path for path in set(private.memory().iterdir()) - before if path.name.startswith("ops-")}
    assert left == set()
    assert not (environment.folder / ".secrets").exists()


def test_what_fails_is_said_in_a_line(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "inventories", "ops")
    environment.set(map_regoin="us-east-1")
    assert ops(tmp_path, str(OPS / "drift_report.py"), "ops", "embedded")[0] == 1
    code, said = ops(tmp_path, str(OPS / "drift_report.py"), "opps", "embedded")
    assert (code, "Did you mean 'ops'?" in said) == (1, True)
