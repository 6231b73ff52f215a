"""Runs of git_mirror against real repositories, and what their tests share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import git_mirror as client
from ansible_collections.mesoscale.map.plugins.module_utils.specs import git_mirror
from tests.environment import ROOT
from tests.integration.git_server import GitServer, Work
from tests.integration.stand_in_host import command

DEFAULTS = {name: option.get("default") for name, option in git_mirror.ARGUMENTS.items()}
SCRIPT = """
import json, sys
from ansible_collections.mesoscale.map.plugins.module_utils.specs import git_mirror
git_mirror.run(json.loads(sys.stdin.read()), False)
"""
"""Runs the module in a process of its own, with the options that it reads."""

PYTHONPATH = {"PYTHONPATH": str(ROOT / ".collections")}


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


@pytest.fixture
def server(work: Work, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[GitServer]:
    monkeypatch.setattr(client, "PAUSES", (0.01, 0.02))
    with GitServer(work.bare.parent) as running:
        yield running


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return tmp_path / "mirrors/lab.git"


def params(mirror: Path, repository: str, commit: str, **more: t.Any) -> dict[str, t.Any]:
    return {**DEFAULTS, "path": str(mirror), "repository": repository, "commit": commit, **more}


def run(mirror: Path, repository: str, commit: str, *, check: bool = False, **more: t.Any) -> dict[str, t.Any]:
    return git_mirror.run(params(mirror, repository, commit, **more), check)


def holds(mirror: Path, commit: str) -> bool:
    done = subprocess.run(["git", "-C", str(mirror), "fsck", "--full"], capture_output=True, text=True, check=False)
    assert (done.returncode, "missing" in done.stdout + done.stderr) == (0, False), done
    return command("git", "-C", str(mirror), "rev-parse", f"refs/map/{commit}") == commit


def begin(given: dict[str, t.Any]) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, env={**os.environ, **PYTHONPATH})
    assert process.stdin
    process.stdin.write(json.dumps(given).encode())
    process.stdin.close()
    return process
