"""A folder as a git repository, from which roles take code."""

from __future__ import annotations

import subprocess
from pathlib import Path

_OWN = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]


def commit(source: Path) -> str:
    """Commit all that is in a folder; the commit."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *_OWN, "-C", source, *words], check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "The code")
    return git("rev-parse", "HEAD").strip()
