"""Starts and stops the engine: as a service where the system has services, else as a process that we remember."""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import contextlib
import os
import pathlib
import signal
import subprocess
import time
import typing as t

from ..plan import MapError

PID_FILE = pathlib.Path("/run/map-dockerd.pid")
LOG_FILE = pathlib.Path("/var/log/map-dockerd.log")
SECONDS = 60


def has_systemd() -> bool:
    """Whether systemd runs this system."""
    return os.path.isdir("/run/systemd/system")


def started_by_us() -> int:
    """Process id of the engine that we started without an init system; 0 when there is none."""
    with contextlib.suppress(OSError, ValueError):
        process = int(PID_FILE.read_text(encoding="ascii"))
        words = pathlib.Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        if str(PID_FILE).encode() in words:
            return process
    return 0


def start(answers: t.Callable[[], bool]) -> None:
    """Start the engine and wait until it answers."""
    if answers():
        return
    if has_systemd():
        _start_service()
    else:
        _start_process()
    for __ in range(SECONDS * 5):
        if answers():
            return
        time.sleep(0.2)
    raise MapError(f"The container engine was started, but doesn't answer after {SECONDS} s. Its log ends:\n  {_log()}")


def stop(process: int) -> None:
    """End the engine that we started, and wait for its end."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
    for __ in range(SECONDS * 5):
        if not started_by_us():
            PID_FILE.unlink(missing_ok=True)
            LOG_FILE.unlink(missing_ok=True)
            return
        time.sleep(0.2)
    raise MapError(f"The container engine (process {process}) doesn't end. Look at {LOG_FILE}, and end it by hand.")


def _start_service() -> None:
    words = ["systemctl", "enable", "--now", "docker.service"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MapError(f"The service docker can't be started: {done.stderr.strip()}. Its log ends:\n  {_log()}")


def _start_process() -> None:
    if not started_by_us():
        PID_FILE.unlink(missing_ok=True)
    LOG_FILE.parent.mkdir(parents=True, exist_ok=True)
    with open(LOG_FILE, "ab") as log:
        try:
            subprocess.Popen(
                ["dockerd", "--pidfile", str(PID_FILE)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise MapError("The program dockerd isn't there. Install the package docker.io.") from error


def _log() -> str:
    if has_systemd():
        words = ["journalctl", "-u", "docker.service", "-n", "12", "--no-pager"]
        text = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    else:
        text = LOG_FILE.read_text(encoding="utf-8", errors="replace") if LOG_FILE.exists() else ""
    return "\n  ".join(text.splitlines()[-12:])
