"""The command as pip installs it, and as it starts from a checkout with nothing but Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT


def run(folder: Path, *words: str, **variables: str) -> str:
    """What a command says, run in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MAPCTL", "ANSIBLE"))}
    done = subprocess.run(
        words,
        cwd=folder,
        env={**kept, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's files, as git has them."""
    copy = tmp_path_factory.mktemp("checkout") / "map"
    listed = run(ROOT, "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    for name in filter(None, listed):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
    return copy


def test_what_pip_installs_brings_the_collection_along(checkout: Path, tmp_path: Path) -> None:
    """The packages that it needs are those of this Python; they are named in its metadata."""
    (checkout / "inventories/local/.secrets").mkdir(exist_ok=True)
    (checkout / "inventories/local/.secrets/canary").write_text("canary")
    run(tmp_path, sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", "site", str(checkout))
    assert not list(tmp_path.rglob("canary"))
    work = tmp_path / "work"
    work.mkdir()
    site = str(tmp_path / "site")
    said = run(work, sys.executable, "-m", "mapctl", "init", "lab", "--local", PYTHONPATH=site)
    assert f"Made {work}/inventories/lab." in said
    assert "are good" in run(work, sys.executable, "-m", "mapctl", "check", "lab", PYTHONPATH=site)
    words = ("-c", "import mapctl; print(len(mapctl.run('lab', 'summary', check=True).facts['page']))")
    assert int(run(work, sys.executable, *words, PYTHONPATH=site)) > 100


def test_a_checkout_starts_by_itself_and_says_what_it_does(checkout: Path, tmp_path: Path) -> None:
    """Its packages come from the list with hashes, into .venv of the checkout."""
    first = run(tmp_path, str(checkout / "mapctl"), "--help")
    assert "first use" in first
    assert (checkout / ".venv/ready").exists()
    second = run(tmp_path, str(checkout / "mapctl"), "check", "local")
    assert "first use" not in second
    assert "The settings of 'local' are good." in second
