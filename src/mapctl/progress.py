"""Says what a run does while it runs: the task at work, and a line for each that took long or changed something."""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t

from . import show

LONG_SECONDS = 2.0
STILL_SECONDS = 15.0
"""How often it is said, where there is no terminal, that a task is still at work."""


class Progress:
    """Takes the events of a run. check: it only looks; raw: show Ansible's own output instead"""

    def __init__(self, *, check: bool = False, raw: bool = False) -> None:
        self._raw = raw
        self._word = "differs" if check else "changed"
        self._task, self._began, self._changed = "", time.monotonic(), False
        self._over = threading.Event()
        self._status: t.Any = None

    def __enter__(self) -> Progress:
        if show.console().is_terminal and not self._raw:
            self._status = show.console().status("Starting ...")
            self._status.start()
        self._thread = threading.Thread(target=self._tick, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()
        self._over.set()
        self._thread.join()
        if self._status:
            self._status.stop()

    def take(self, event: dict[str, t.Any]) -> None:
        """One event of ansible-runner."""
        kind, data = event.get("event", ""), event.get("event_data") or {}
        if self._raw:
            if event.get("stdout"):
                show.say(event["stdout"])
            return
        if kind == "playbook_on_task_start":
            self._finish()
            role = str(data.get("role") or "").rpartition(".")[2]
            self._task = f"{role}: {data.get('task')}" if role else str(data.get("task"))
            self._began, self._changed = time.monotonic(), False
        elif kind == "runner_on_ok" and (data.get("res") or {}).get("changed"):
            self._changed = True

    def _finish(self) -> None:
        """Say what a task did, if that is worth a line."""
        seconds = time.monotonic() - self._began
        if self._task and (self._changed or seconds >= LONG_SECONDS):
            mark = self._word if self._changed else "ok"
            show.say(f"  {seconds:6.1f} s  {mark:7}  {self._task}", "" if self._changed else "dim")
        self._task = ""

    def _tick(self) -> None:
        said = time.monotonic()
        while not self._over.wait(0.5):
            seconds = time.monotonic() - self._began
            if self._status and self._task:
                with contextlib.suppress(RuntimeError):
                    self._status.update(f"{self._task}  {seconds:.0f} s")
            elif self._task and not self._raw and seconds >= STILL_SECONDS <= time.monotonic() - said:
                show.say(f"  ... {self._task}: {seconds:.0f} s so far")
                said = time.monotonic()
