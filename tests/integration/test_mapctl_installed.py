"""The command as pip installs it, and as it starts from a checkout with nothing but Python."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.checkout import copied, run


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("checkout") / "map")


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
