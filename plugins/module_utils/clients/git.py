"""The git command on this host: it asks nobody, runs no hooks, and ends when its time is over or we end."""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import typing as t

from ..plan import MapError

SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
SETTINGS = {
    "core.askPass": "",
    "core.hooksPath": "/dev/null",
    "fetch.unpackLimit": "1",  # what is fetched comes into place as one file, whole
    "gc.auto": "0",
    "maintenance.auto": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
}

# When we are killed, git and all that it started end too. Git alone would leave the helper that waits for the network.
TOGETHER = ("setpriv", "--pdeathsig", "TERM", "sh", "-c", """trap 'kill -9 0' TERM; "$@" & wait $!""", "sh")


@dataclasses.dataclass(frozen=True)
class Access:
    """What a fetch needs beside the address. settings: of git; environment: variables; no secret is in either."""

    settings: dict[str, str] = dataclasses.field(default_factory=dict)
    environment: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Done:
    """How a command ended. code: 0 for success, -1 when its time was over"""

    code: int
    output: bytes
    error: str


def git(
    folder: str, *words: str, seconds: float | None = None, access: Access | None = None, keep: tuple[int, ...] = ()
) -> Done:
    """Run git in a folder, whoever owns it. keep: file handles that it and what it starts hold open."""
    if not shutil.which("git"):
        raise MapError("The host has no git. Apply the role docker, which installs it, or install it by hand.")
    access = access or Access()
    settings = {"safe.directory": os.path.realpath(folder), **SETTINGS, **access.settings}
    given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [*TOGETHER, "git", "-C", folder, *given, *words]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**_environment(), **access.environment},
        pass_fds=keep,
        start_new_session=True,
    )
    try:
        output, error = process.communicate(timeout=seconds)
        return Done(process.returncode, output, _said(error))
    except subprocess.TimeoutExpired:
        return Done(-1, b"", "")
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _environment() -> dict[str, str]:
    """Ours, without what would lead git elsewhere or ask somebody."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SSH_ASKPASS"))}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": SSH}


def _said(error: bytes) -> str:
    """The last lines of what git said, as one."""
    lines: t.Final = [line.strip() for line in error.decode(errors="replace").splitlines() if line.strip()]
    return "; ".join(lines[-4:]).rstrip(".")
