# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: notification
short_description: Say that a long task is still running, and how long it took
version_added: 0.1.0
description:
  - Building an image or making a database server takes minutes, in which Ansible prints nothing.
  - This prints a line after five seconds of a task and then every fifteen, and how long it took in all.
  - When a host can't be reached by SSH, or has another key than the one that is known, it says what to do.
  - Where C(mapctl) started Ansible, it also ends Ansible when that process is killed, for then nobody holds the lock.
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
options: {}
"""

import os
import signal
import sys
import threading
import time
import typing as t

from ansible.plugins.callback import CallbackBase

from ansible_collections.mesoscale.map.plugins.module_utils.ssh_faults import explained

FIRST_SECONDS = 5.0
EVERY_SECONDS = 15.0


class CallbackModule(CallbackBase):  # type: ignore[misc]  # ansible-core has no types
    """Prints while a task runs; the lines come from a thread, for the controller waits for the task meanwhile."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "mesoscale.map.progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._began = self._next = time.monotonic()
        self._task = ""
        self._done = threading.Event()
        self._starter = int(os.environ.get("MAPCTL_PROCESS", "0"))

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        threading.Thread(target=self._tick, daemon=True).start()

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        self._finish_task()
        self._task, self._began = task.get_name(), time.monotonic()
        self._next = self._began + FIRST_SECONDS

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        told = explained(str((getattr(result, "result", None) or result._result).get("msg", "")))
        if told:
            self._display.error(told)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._finish_task()
        self._done.set()

    def _tick(self) -> None:
        while not self._done.wait(1):
            if self._starter and os.getppid() != self._starter:
                os.kill(os.getpid(), signal.SIGINT)
                return
            if self._task and time.monotonic() >= self._next:
                self._next = time.monotonic() + EVERY_SECONDS
                self._say(f"  ... {self._task}: {self._seconds()} so far")

    def _finish_task(self) -> None:
        if self._task and time.monotonic() - self._began >= EVERY_SECONDS:
            self._say(f"  {self._task}: took {self._seconds()}")
        self._task = ""

    def _say(self, text: str) -> None:
        self._display.display(text)
        sys.stdout.flush()  # Ansible leaves this to the system, and then a pipe such as `| tee log` shows nothing

    def _seconds(self) -> str:
        return f"{time.monotonic() - self._began:.0f} s"
