"""ResetDBParameterGroup, which moto doesn't have: what was set in a group has its default again."""

from __future__ import annotations

import typing as t

from moto.core.responses import ActionResult
from moto.rds.exceptions import DBParameterGroupNotFoundError
from moto.rds.responses import RDSResponse


def know_reset() -> None:
    """Add the operation to moto's RDS."""
    RDSResponse.reset_db_parameter_group = _reset  # type: ignore[attr-defined]


def _reset(response: t.Any) -> ActionResult:
    """Forgets the parameters that are named, or where none is (as AWS documents ResetAllParameters) all."""
    name = response.params["DBParameterGroupName"]
    group = response.backend.db_parameter_groups.get(name.lower())
    if group is None:
        raise DBParameterGroupNotFoundError(name)
    named = [parameter["ParameterName"] for parameter in response.params.get("Parameters", [])]
    everything = response.params.get("ResetAllParameters", not named)
    for parameter in list(group.parameters) if everything else named:
        group.parameters.pop(parameter, None)
    return ActionResult({"DBParameterGroupName": group.name})
