# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import example_repositories
from ansible_collections.mesoscale.map.plugins.plugin_utils.collection_folder import as_data
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """Runs example_repositories in the controller's process. The folders are read here and sent along."""

    spec = example_repositories

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        wanted = self._task.args.get("repositories") or []  # without any, the spec says so
        try:
            filled = [{**one, "files": as_data(str(one["folder"]))} if "folder" in one else one for one in wanted]
        except MapError as error:
            raise AnsibleActionFail(str(error)) from error
        self._task.args = {"repositories": filled}
        return super().run(tmp, task_vars)
