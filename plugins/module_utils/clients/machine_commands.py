"""Commands of the host's system."""

from __future__ import annotations

import os

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import subprocess

from ..plan import MapError

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def said(*words: str, given: str = "") -> tuple[int, str]:
    """How a command ended, and what it printed. 127: there is no such command."""
    environment = {**os.environ, "PATH": PATH, "LC_ALL": "C", "SYSTEMD_PAGER": ""}
    try:
        done = subprocess.run(words, input=given, capture_output=True, text=True, check=False, env=environment)
    except FileNotFoundError:
        return 127, f"there is no command {words[0]}"
    return done.returncode, done.stdout if done.returncode == 0 else done.stdout + done.stderr


def run(*words: str) -> str:
    """What a command printed that must end well."""
    code, text = said(*words)
    if code:
        tail = "\n  ".join(text.strip().splitlines()[-12:])
        raise MapError(f"On the host `{' '.join(words)}` failed. Mend what it says:\n  {tail}")
    return text
