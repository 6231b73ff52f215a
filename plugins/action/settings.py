# GNU General Public License v3.0+ (see LICENSE)
"""Check all settings of an environment, and make the local secrets that it asks for."""

from __future__ import annotations

import typing as t

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.mesoscale.map.plugins.module_utils.converge import converge
from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.settings import problems
from ansible_collections.mesoscale.map.plugins.plugin_utils.environment import Environment
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import is_planned


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no types
    """Runs on the controller, for it judges the controller's files."""

    _supports_check_mode = True
    _requires_connection = False
    _VALID_ARGS: frozenset[str] = frozenset({"make_secrets"})

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Fails with one message that holds everything wrong, before any change."""
        super().run(tmp, task_vars)
        try:
            password = str(self._play_context.become_pass or "")
            world = _World(Environment(self._loader, self._templar, task_vars or {}, password))
            make = boolean(self._task.args.get("make_secrets", True))
            plan = _plan if make else _plan_nothing
            return converge(read=world.read, plan=plan, client=world, check=self._task.check_mode)
        except MapError as error:
            return {"failed": True, "msg": str(error)}


class _World:
    """The environment's settings, refused while anything is wrong with them."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def read(self) -> dict[str, t.Any]:
        """The good values of all settings."""
        settings = self._environment.settings()
        found = problems(settings)
        if found:
            number = "a problem" if len(found) == 1 else f"{len(found)} problems"
            headline = f"The settings of '{settings.folder}' have {number}; nothing was changed."
            raise MapError(headline, *(f"- {problem}" for problem in found))
        return settings.values

    def make(self, name: str) -> None:
        """Evaluate a variable for good, which makes its local secrets."""
        self._environment.evaluate(name, planned=False)


def _plan(values: dict[str, t.Any]) -> list[Change]:
    return [
        Change("files", "create", f"local secret {label}", None, "random", Call("make", {"name": name}))
        for name, value in values.items()
        for label, text in _parts(name, value)
        if is_planned(text)
    ]


def _plan_nothing(__: dict[str, t.Any]) -> list[Change]:
    return []


def _parts(name: str, value: t.Any) -> list[tuple[str, t.Any]]:
    return [(f"{name}.{key}", text) for key, text in value.items()] if isinstance(value, dict) else [(name, value)]
