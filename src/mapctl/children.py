"""Ends what a run has started when somebody stops it: first politely, then for good."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
import types
import typing as t

import psutil

POLITE_SECONDS = 4.0
"""How long Ansible may take to end by itself. Its workers finish what they write; then everything is killed."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a service manager, and a terminal that is closed."""


class Interruption:
    """Whether somebody wants the run to stop. As a context, around a run and nothing else, it takes signals for that.

    reason: why, where it wasn't a signal; password: for sudo, where children are root's
    """

    def __init__(self, password: str = "") -> None:
        self.reason = ""
        self._password = password
        self._wanted = threading.Event()
        self._late: t.Callable[[], str] = str
        self._signals: dict[int, t.Any] = {}
        self._others: set[int] = set()

    def __enter__(self) -> Interruption:
        self._others = {process.pid for process in psutil.Process().children(recursive=True)}
        if threading.current_thread() is threading.main_thread():
            # One that is ignored, as nohup does, stays so.
            taken = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
            self._signals = {number: signal.signal(number, self._take) for number in taken}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._signals.items():
            signal.signal(number, handler)

    @property
    def wanted(self) -> bool:
        """Whether to stop."""
        late = self._late()
        if late:
            self.stop(late)
        return self._wanted.is_set()

    def stop(self, reason: str) -> None:
        """Ask for the end, as a signal does."""
        self.reason = self.reason or reason
        self._wanted.set()

    def watch(self, late: t.Callable[[], str]) -> None:
        """Ask that too whenever it is asked whether to stop: why to stop, "" for going on."""
        self._late = late

    def cancel(self) -> bool:
        """For ansible-runner, which asks every second: whether to end. If so, all children have ended already."""
        if self.wanted:
            self.end_children()
        return self.wanted

    def end_children(self) -> None:
        """End all that was started since the context began. Ansible's workers are in sessions of their own."""
        everybody = self._children(recursive=True)
        for process in self._children(recursive=False):
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + POLITE_SECONDS
        while any(map(_runs, everybody)) and time.monotonic() < deadline:
            time.sleep(0.1)
        left = {process for process in {*everybody, *self._children(recursive=True)} if _runs(process)}
        self._kill_as_root([process.pid for process in left if not _kill(process)])

    def _children(self, *, recursive: bool) -> list[psutil.Process]:
        return [one for one in psutil.Process().children(recursive=recursive) if one.pid not in self._others]

    def _kill_as_root(self, numbers: list[int]) -> None:
        """Kill what runs as somebody else, because a task became root."""
        if numbers:
            words = ["sudo", "-S", "-p", ""] if self._password else ["sudo", "-n"]
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                kill = [*words, "kill", "-KILL", *map(str, numbers)]
                subprocess.run(kill, input=f"{self._password}\n".encode(), capture_output=True, timeout=10, check=False)

    def _take(self, _number: int, _frame: types.FrameType | None) -> None:
        self._wanted.set()


def _kill(process: psutil.Process) -> bool:
    """Kill it; whether that was allowed."""
    try:
        process.kill()
    except psutil.AccessDenied:
        return False
    except psutil.Error:
        pass
    return True


def _runs(process: psutil.Process) -> bool:
    """Whether it still does something. It isn't waited for: that is for whoever started it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
