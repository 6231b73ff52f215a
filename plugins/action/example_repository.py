# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import base64
import typing as t

from ansible.errors import AnsibleActionFail

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import example_repository
from ansible_collections.mesoscale.map.plugins.plugin_utils.collection_folder import read_folder
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """example_repository in the controller's process. The folder is read here, on the controller, and sent along."""

    spec = example_repository

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        try:
            folder = self._task.args.get("folder")
            found = read_folder(str(folder)) if folder else []  # without one, the spec says so
        except MapError as error:
            raise AnsibleActionFail(str(error)) from error
        files = [
            {
                "path": file.path,
                "content": base64.b64encode(file.content).decode(),
                "executable": file.executable,
            }
            for file in found
        ]
        self._task.args = {**self._task.args, "files": files}
        return super().run(tmp, task_vars)
