# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.specs import pipeline_jobs
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """pipeline_jobs in the controller's process; prints the report, which is hard to read in a task's result."""

    spec = pipeline_jobs

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """The result, with the report shown."""
        result = super().run(tmp, task_vars)
        if result.get("report") and not (task_vars or {}).get("__settings_reads_only"):
            self._display.display("\n" + result["report"])
        return result
