# GNU General Public License v3.0+ (see LICENSE)
"""Writes what each task planned or changed, as a line of JSON, into the file that MAP_TEST_RECORD names.

Where that ends with a slash it names a folder, in which each run has its own file, TIME-PLAYBOOK-MODE.jsonl.
"""

from __future__ import annotations

DOCUMENTATION = r"""
name: record
type: aggregate
short_description: Record plans for tests
description: Writes what each task planned or changed.
options: {}
"""

import json
import os
import time
import typing as t
from pathlib import Path

from ansible import context
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):  # type: ignore[misc]  # ansible-core has no types
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        self._file = os.environ["MAP_TEST_RECORD"]
        if self._file.endswith("/"):
            mode = "check" if context.CLIARGS["check"] else "apply"
            name = f"{time.time_ns()}-{Path(playbook._file_name).stem}-{mode}.jsonl"
            Path(self._file).mkdir(parents=True, exist_ok=True)
            self._file += name
            Path(self._file).touch()

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._write(result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._write(result, failed=True)

    def _write(self, result: t.Any, failed: bool = False) -> None:
        values = getattr(result, "result", None) or result._result
        task = getattr(result, "task", None) or result._task
        line = {
            "task": task.get_name(),
            "role": task._role.get_name() if task._role else "",
            "changed": bool(values.get("changed")),
            "failed": failed,
            "msg": str(values.get("msg", "")),
            "plan": values.get("plan"),
            "status": values.get("status"),
        }
        with open(self._file, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")
