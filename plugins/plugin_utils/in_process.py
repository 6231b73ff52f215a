"""The fast runner: a spec inside the controller's process, without a new Python, an import of boto3 and packing."""

from __future__ import annotations

import json
import os
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError


class InProcess(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Runs `spec` here when the task is for this machine as this user, else the module of the same name there.

    Set `map_in_process: false` to use the ordinary module everywhere.
    """

    spec: t.Any = None
    _supports_check_mode = True
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        variables = task_vars or {}
        super().run(tmp, variables)
        if not self._is_here(variables):
            return t.cast(dict[str, t.Any], self._execute_module(task_vars=variables))
        # What a module gets is plain JSON; here too, for boto3 and PyMySQL choose by exact type.
        arguments = json.loads(json.dumps(self._task.args, default=str))
        required_if = getattr(self.spec, "REQUIRED_IF", None)
        checked = ArgumentSpecValidator(self.spec.ARGUMENTS, required_if=required_if).validate(arguments)
        secrets = checked._no_log_values - {UNKNOWN}  # which stands for a secret, and isn't one
        if checked.error_messages:
            return t.cast(dict[str, t.Any], remove_values(_failed("; ".join(checked.error_messages)), secrets))
        try:
            result = self.spec.run(checked.validated_parameters, self._task.check_mode)
        except MapError as error:
            result = _failed(str(error))
        clean = t.cast(dict[str, t.Any], remove_values(result, secrets))
        for note in clean.get("notes", []):
            self._display.warning(note)
        return clean

    def _is_here(self, variables: dict[str, t.Any]) -> bool:
        templar = self._templar
        interpreter = templar.template(variables.get("ansible_python_interpreter", ""))
        return (
            bool(templar.template(variables.get("map_in_process", True)))
            and self._connection.transport == "local"
            and not self._task.become
            and not self._play_context.become
            and os.path.realpath(str(interpreter)) == os.path.realpath(str(variables.get("ansible_playbook_python")))
        )


def _failed(message: str) -> dict[str, t.Any]:
    return {"failed": True, "msg": message}
