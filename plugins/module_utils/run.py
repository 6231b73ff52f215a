"""The ordinary runner: a spec as an Ansible module in a process of its own."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule

from .plan import UNKNOWN, MapError


class Spec(t.Protocol):
    """What every file in specs/ offers: the argument spec, and the function that runs it.

    run(params, check) returns the module's result; `notes` in it are shown as warnings.
    A spec may also have REQUIRED_IF: options that others make required, as AnsibleModule takes them.
    """

    ARGUMENTS: dict[str, t.Any]

    def run(self, params: dict[str, t.Any], check: bool) -> dict[str, t.Any]: ...


def main(spec: Spec) -> None:
    """Run a spec as a module."""
    required_if = getattr(spec, "REQUIRED_IF", None)
    module = AnsibleModule(argument_spec=spec.ARGUMENTS, required_if=required_if, supports_check_mode=True)
    module.no_log_values.discard(UNKNOWN)  # stands for a secret, and isn't one
    try:
        result = spec.run(module.params, module.check_mode)
    except MapError as error:
        module.fail_json(msg=str(error))
    for note in result.get("notes", []):
        module.warn(note)
    module.exit_json(**result)
