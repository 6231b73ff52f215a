# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import os.path
import typing as t

from ansible.errors import AnsibleActionFail

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import compose_stack
from ansible_collections.mesoscale.map.plugins.plugin_utils.collection_folder import as_data
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """compose_stack in the controller's process. Build contexts are read here, on the controller, and sent along."""

    spec = compose_stack

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        try:
            images = [_with_context(image) for image in self._task.args.get("images") or []]
        except MapError as error:
            raise AnsibleActionFail(str(error)) from error
        self._task.args = {**self._task.args, "images": images}
        return super().run(tmp, task_vars)


def _with_context(image: dict[str, t.Any]) -> dict[str, t.Any]:
    """The image's options with the files of its context: a folder of the collection's images/, or any whole path."""
    if not image.get("context"):
        return image
    context = as_data(os.path.join("images", image["context"]))
    return {**image, "files": [*(image.get("files") or []), *context]}
