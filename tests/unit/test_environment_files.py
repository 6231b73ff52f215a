"""What people put beside an environment's inventory: it is found there, and isn't taken for an inventory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.unit.role_variable import role_variable


def test_what_isnt_inventory_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text("all: {hosts: {here: }}\n")
    for name in ("rds-global-bundle.pem", "structure.sql", "notes.txt", "hosts.yml~", "old.cfg"):
        (tmp_path / name).write_text("-----BEGIN CERTIFICATE-----\n")
    done = subprocess.run(
        [Path(sys.executable).parent / "ansible-inventory", "-i", tmp_path, "--list"],
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "here" in done.stdout


@pytest.mark.parametrize("whole", [False, True])
def test_a_dump_is_found_beside_the_inventory_or_by_its_whole_path(tmp_path: Path, whole: bool) -> None:
    dump = tmp_path / ("elsewhere" if whole else "lab") / "structure.sql"
    dump.parent.mkdir()
    dump.write_text("USE `map_v2_lab`;\n")
    given = {"inventory_dir": str(tmp_path / "lab"), "bootstrap_dump_file": str(dump) if whole else dump.name}
    assert role_variable("bootstrap", "__bootstrap_dump", given) == "USE `map_v2_lab`;"
    assert role_variable("bootstrap", "__bootstrap_dump", {}) == ""
