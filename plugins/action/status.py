# GNU General Public License v3.0+ (see LICENSE)
"""Put together what a run found out about an environment, and print it as a page."""

from __future__ import annotations

import json
import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.mesoscale.map.plugins.module_utils.status import whole
from ansible_collections.mesoscale.map.plugins.module_utils.status_page import page


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Prints by itself, for a page in a task's result is hard to read."""

    _supports_check_mode = True
    _requires_connection = False
    _VALID_ARGS = frozenset({"environment", "cloud", "hosts", "first", "database", "people", "jobs"})

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Changes nothing."""
        super().run(tmp, task_vars)
        given = json.loads(json.dumps(self._task.args, default=str))
        asked = {name: given[name] for name in ("database", "people", "jobs")}
        status = whole(given["environment"], given["cloud"], given["hosts"], given["first"], asked)
        text = page(status)
        self._display.display("\n" + text)
        return {"changed": False, "status": status, "page": text}
