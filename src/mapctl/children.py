"""Ends what a run has started when somebody stops it: first politely, then for good."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import types
import typing as t

import psutil

POLITE_SECONDS = 5.0
"""How long Ansible may take to end by itself. Its workers finish what they write; then everything is killed."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a service manager, and a terminal that is closed."""


class Interruption:
    """Whether somebody wants the run to stop. As a context, around a run and nothing else, it takes signals for that.

    reason: why, where it wasn't a signal
    """

    def __init__(self) -> None:
        self.reason = ""
        self._wanted = threading.Event()
        self._before: dict[int, t.Any] = {}

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._stop) for number in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def wanted(self) -> bool:
        return self._wanted.is_set()

    def stop(self) -> None:
        """Ask for the end, as a signal does."""
        self._wanted.set()

    def cancel(self) -> bool:
        """For ansible-runner, which asks every second: whether to end. If so, all children have ended already."""
        if self.wanted:
            end_all()
        return self.wanted

    def _stop(self, _number: int, _frame: types.FrameType | None) -> None:
        self._wanted.set()


def end_all() -> None:
    """End all children of this process and theirs. Ansible's workers are in sessions of their own."""
    everybody = psutil.Process().children(recursive=True)
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + POLITE_SECONDS
    while any(map(_runs, everybody)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process in {*everybody, *psutil.Process().children(recursive=True)}:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def _runs(process: psutil.Process) -> bool:
    """Whether it still does something. It isn't waited for: that is for whoever started it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
