# GNU General Public License v3.0+ (see LICENSE)
"""Print what is there, as a page for people."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.mesoscale.map.plugins.module_utils.summary import page


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Prints by itself, for a page in a task's result is hard to read."""

    _supports_check_mode = True
    _requires_connection = False
    _VALID_ARGS = frozenset({"title", "places", "rights"})

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Changes nothing."""
        super().run(tmp, task_vars)
        arguments = self._task.args
        text = page(arguments["title"], arguments["places"], arguments["rights"])
        self._display.display("\n" + text)
        return {"changed": False, "page": text}
