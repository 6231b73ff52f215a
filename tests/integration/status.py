"""Asks the modules that only read, for tests."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

Facts = dict[str, t.Any]


def ask(spec: t.Any, check: bool = False, **params: t.Any) -> Facts:
    """What a module says, with its arguments validated as a runner does."""
    checked = ArgumentSpecValidator(spec.ARGUMENTS).validate(params)
    assert not checked.error_messages
    result = spec.run(checked.validated_parameters, check)
    assert (result["changed"], result["plan"], result["diff"]) == (False, [], [])
    return t.cast("Facts", result["status"])


def problems(status: Facts) -> dict[str, str]:
    """Part -> what is wrong with it."""
    return {name: part["problem"] for name, part in status.items()}
