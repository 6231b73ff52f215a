"""A copy of the project's files as git has them, and commands that know nothing of the Python that runs the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.environment import ROOT


def answer(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What became of a command, run in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MAPCTL", "ANSIBLE"))}
    environment = {**kept, **variables}
    return subprocess.run(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def run(folder: Path, *words: str, **variables: str) -> str:
    """What a command says, run in a folder; it must end well."""
    done = answer(folder, *words, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def tracked() -> list[str]:
    """All files of the project, those that are not committed yet included."""
    listed = run(ROOT, "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    return sorted(name for name in listed if name and (ROOT / name).exists())


def copied(copy: Path) -> Path:
    """Put a copy of them there."""
    for name in tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
    return copy


def committed(copy: Path) -> Path:
    """The same, as a repository of its own with one commit."""
    copied(copy)
    run(copy, "git", "init", "-q")
    run(copy, "git", "add", "--all")
    run(copy, "git", "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", "A copy")
    return copy
