# GNU General Public License v3.0+ (see LICENSE)
"""Keep a secret that somebody else chose in a file of the environment."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.mesoscale.map.plugins.module_utils.converge import converge
from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import LocalSecrets, of_environment


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Runs on the controller, whose file it is."""

    _supports_check_mode = True
    _requires_connection = False
    _VALID_ARGS: frozenset[str] = frozenset({"name", "value"})

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Writes the file where it isn't as given."""
        super().run(tmp, task_vars)
        name, value = str(self._task.args["name"]), str(self._task.args["value"])
        try:
            kept = _Kept(of_environment(task_vars or {}, volume=""), name, value)
            return converge(read=kept.read, plan=kept.plan, client=kept, check=self._task.check_mode)
        except MapError as error:
            return {"failed": True, "msg": str(error)}


class _Kept:
    """One secret's file. value: what it shall hold"""

    def __init__(self, secrets: LocalSecrets, name: str, value: str) -> None:
        self._secrets = secrets
        self._name = name
        self._value = value

    def read(self) -> str:
        return self._secrets.existing(self._name)

    def plan(self, actual: str) -> list[Change]:
        if actual == self._value != "":
            return []
        before = "another" if actual else None
        action: t.Literal["create", "update"] = "update" if actual else "create"
        return [Change("files", action, f"local secret {self._name}", before, "as it was given", Call("keep"))]

    def keep(self) -> None:
        if not self._value:
            raise MapError(f"There is nothing to keep as local secret {self._name}. Give it a value.")
        self._secrets.keep(self._name, self._value)
