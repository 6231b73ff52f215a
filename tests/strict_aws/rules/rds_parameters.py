"""Parameter groups: what may be set, how much at once, and how the whole group is listed.

The operations and their limits: RDS API reference, ModifyDBParameterGroup, ResetDBParameterGroup,
DescribeDBParameters, DescribeEngineDefaultParameters. Error texts as people reported them, by issue.
"""

from __future__ import annotations

import re
import typing as t

from ..wire import Answer, RefusalError, Request, write_answer
from .base import Rule
from .mysql_parameters import Parameter, family

MODIFY = frozenset({"rds ModifyDBParameterGroup"})
SET_OR_RESET = MODIFY | {"rds ResetDBParameterGroup"}


def group(request: Request) -> t.Any:
    """The emulator's group that a request names, or None."""
    return request.backend().db_parameter_groups.get(str(request.params.get("DBParameterGroupName", "")).lower())


def known(request: Request) -> dict[str, Parameter]:
    """All parameters of the family of the group that a request names."""
    found = group(request)
    return family(found.family) if found else {}


class AtMostTwenty(Rule):
    """A request may name 20 parameters at most (hashicorp/terraform-provider-aws#1298)."""

    operations = SET_OR_RESET

    def before(self, request: Request) -> None:
        if len(request.params.get("Parameters", [])) > 20:
            raise RefusalError(
                "InvalidParameterCombination", "Cannot modify more than 20 parameters in a single request"
            )


class KnownParameters(Rule):
    """A name that the family doesn't have is refused."""

    operations = SET_OR_RESET

    def before(self, request: Request) -> None:
        parameters = known(request)
        for parameter in request.params.get("Parameters", []) if parameters else []:
            if parameter["ParameterName"] not in parameters:
                raise RefusalError(
                    "InvalidParameterValue", f"Could not find parameter with name: {parameter['ParameterName']}"
                )


class ModifiableParameters(Rule):
    """A parameter with IsModifiable false is refused."""

    operations = SET_OR_RESET

    def before(self, request: Request) -> None:
        parameters = known(request)
        for parameter in request.params.get("Parameters", []):
            about = parameters.get(parameter["ParameterName"])
            if about and not about.modifiable:
                raise RefusalError("InvalidParameterValue", f"The parameter {about.name} cannot be modified.")


class AllowedValues(Rule):
    """A value outside AllowedValues is refused. A formula ({DBInstanceClassMemory*3/4}) is let pass."""

    operations = MODIFY

    def before(self, request: Request) -> None:
        parameters = known(request)
        for parameter in request.params.get("Parameters", []):
            about, value = parameters.get(parameter["ParameterName"]), parameter.get("ParameterValue", "")
            if about and not allows(about, value):
                raise RefusalError(
                    "InvalidParameterValue",
                    f"Invalid parameter value: {value} for: {about.name} allowed values are: {about.allowed}",
                )


class StaticNeedsReboot(Rule):
    """A static parameter can't be set with immediate (hashicorp/terraform#8018)."""

    operations = SET_OR_RESET

    def before(self, request: Request) -> None:
        parameters = known(request)
        for parameter in request.params.get("Parameters", []):
            about = parameters.get(parameter["ParameterName"])
            if about and about.apply_type == "static" and parameter.get("ApplyMethod") == "immediate":
                raise RefusalError(
                    "InvalidParameterCombination", "cannot use immediate apply method for static parameter"
                )


class KnownFamily(Rule):
    """A group needs a family that RDS has."""

    operations = frozenset({"rds CreateDBParameterGroup", "rds DescribeEngineDefaultParameters"})

    def before(self, request: Request) -> None:
        name = request.params.get("DBParameterGroupFamily", "")
        if not family(name):
            raise RefusalError(
                "InvalidParameterValue", f"ParameterGroupFamily {name} is not a valid parameter group family"
            )


class WholeGroup(Rule):
    """DescribeDBParameters lists every parameter of the family, in pages of 100 at most, with what may be done to it;
    `Source=user` lists only those that were set."""

    operations = frozenset({"rds DescribeDBParameters"})

    def before(self, request: Request) -> Answer | None:
        found = group(request)
        if found is None:
            return None
        everything = [_describe(about, found.parameters.get(name)) for name, about in family(found.family).items()]
        source = request.params.get("Source")
        return _page(request, [item for item in everything if source in (None, item["Source"])])


class EngineDefaults(Rule):
    """DescribeEngineDefaultParameters, which the emulator doesn't have."""

    operations = frozenset({"rds DescribeEngineDefaultParameters"})

    def before(self, request: Request) -> Answer | None:
        name = request.params["DBParameterGroupFamily"]
        everything = [_describe(about, None) for about in family(name).values()]
        page, marker = _cut(request, everything)
        answer = {"DBParameterGroupFamily": name, "Parameters": page, **marker}
        return write_answer(request, {"EngineDefaults": answer})


class ResetForgets(Rule):
    """ResetDBParameterGroup, which the emulator doesn't have: the parameters have their default again."""

    operations = frozenset({"rds ResetDBParameterGroup"})

    def before(self, request: Request) -> Answer | None:
        found = group(request)
        if found is None:
            raise RefusalError("DBParameterGroupNotFound", "DBParameterGroup not found.", 404)
        names = [parameter["ParameterName"] for parameter in request.params.get("Parameters", [])]
        for name in list(found.parameters) if request.params.get("ResetAllParameters") else names:
            found.parameters.pop(name, None)
        return write_answer(request, {"DBParameterGroupName": found.name})


def allows(about: Parameter, value: str) -> bool:
    """Whether RDS takes a value: within a range of numbers, or (lists) made of the names allowed."""
    if not about.allowed or value.startswith("{"):
        return True
    number_range = re.fullmatch(r"(\d+)-(\d+)", about.allowed)
    if number_range:
        number = re.fullmatch(r"\d+(\.\d+)?", value) if about.data_type == "float" else re.fullmatch(r"\d+", value)
        return bool(number) and int(number_range[1]) <= float(value) <= int(number_range[2])
    names = about.allowed.split(",")
    given = value.split(",") if about.data_type == "list" and value else [value]
    return all(item in names for item in given) or (about.data_type == "list" and not value)


def _describe(about: Parameter, given: dict[str, t.Any] | None) -> dict[str, t.Any]:
    value = given["ParameterValue"] if given else about.default
    found = {
        "ParameterName": about.name,
        "Description": f"The parameter {about.name}.",
        "Source": "user" if given else "system" if about.default else "engine-default",
        "ApplyType": about.apply_type,
        "DataType": about.data_type,
        "AllowedValues": about.allowed,
        "IsModifiable": about.modifiable,
        "ApplyMethod": given.get("ApplyMethod", "pending-reboot") if given else "pending-reboot",
    }
    return {**found, "ParameterValue": value} if value is not None else found


def _page(request: Request, items: list[dict[str, t.Any]]) -> Answer:
    page, marker = _cut(request, items)
    return write_answer(request, {"Parameters": page, **marker})


def _cut(request: Request, items: list[dict[str, t.Any]]) -> tuple[list[dict[str, t.Any]], dict[str, str]]:
    size = int(request.params.get("MaxRecords", 100))
    if not 20 <= size <= 100:
        raise RefusalError("InvalidParameterValue", f"Invalid value {size} for MaxRecords. Must be between 20 and 100")
    start = int(request.params.get("Marker") or 0)
    end = start + size
    return items[start:end], {"Marker": str(end)} if end < len(items) else {}
