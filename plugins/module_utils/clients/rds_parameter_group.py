"""Reads and sets one parameter group."""

from __future__ import annotations

import functools
import typing as t

from ..plans.rds_parameter_group import Actual, Group, Live, Wanted, to_reset, to_set
from .aws import Aws


class Client:
    """The parameter groups of one account. Its methods are the calls of plans/rds_parameter_group.py."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, wanted: Wanted) -> Actual:
        """The group as it is. What AWS says of all parameters (hundreds) is read only when one differs."""
        group = self._group(wanted.name)
        actual = Actual(group)
        if not to_set(actual, wanted) and not to_reset(actual, wanted):
            return actual
        return Actual(group, self._live(wanted, made=group is not None))

    def create_group(self, name: str, family: str, tags: dict[str, str]) -> None:
        """Make an empty group; one of that name that is there already is as good: the next reading compares it."""
        self._aws.call(
            "rds",
            "create_db_parameter_group",
            absent={"DBParameterGroupAlreadyExists"},
            DBParameterGroupName=name,
            DBParameterGroupFamily=family,
            Description=f"MySQL parameters of {name}",
            Tags=_tags(tags),
        )

    def add_tags(self, name: str, tags: dict[str, str]) -> None:
        self._aws.call("rds", "add_tags_to_resource", ResourceName=self._arn(name), Tags=_tags(tags))

    def set_parameters(self, name: str, parameters: dict[str, str], method: str) -> None:
        """Set 20 parameters at most. method: immediate (dynamic ones) or pending-reboot (static ones)"""
        settings = [{"ParameterName": n, "ParameterValue": v, "ApplyMethod": method} for n, v in parameters.items()]
        self._aws.call("rds", "modify_db_parameter_group", DBParameterGroupName=name, Parameters=settings)

    def reset_parameters(self, name: str, parameters: list[str], method: str) -> None:
        """Give 20 parameters at most the server's default again."""
        settings = [{"ParameterName": parameter, "ApplyMethod": method} for parameter in parameters]
        words: dict[str, t.Any] = {"DBParameterGroupName": name, "ResetAllParameters": False}
        self._aws.call("rds", "reset_db_parameter_group", **words, Parameters=settings)

    def _group(self, name: str) -> Group | None:
        absent = {"DBParameterGroupNotFound"}
        found = self._aws.call("rds", "describe_db_parameter_groups", absent=absent, DBParameterGroupName=name)
        if not found or not found["DBParameterGroups"]:
            return None
        user = {"DBParameterGroupName": name, "Source": "user"}
        parameters, tags = self._aws.together(
            functools.partial(self._aws.pages, "rds", "describe_db_parameters", "Parameters", **user),
            functools.partial(self._aws.call, "rds", "list_tags_for_resource", ResourceName=self._arn(name)),
        )
        return Group(
            family=found["DBParameterGroups"][0]["DBParameterGroupFamily"],
            parameters={p["ParameterName"]: p["ParameterValue"] for p in parameters if "ParameterValue" in p},
            tags={tag["Key"]: tag["Value"] for tag in tags["TagList"]},
        )

    def _live(self, wanted: Wanted, made: bool) -> dict[str, Live]:
        """name -> what AWS says of the parameter; empty where it doesn't say what may be done to any."""
        if made:
            group = {"DBParameterGroupName": wanted.name}
            parameters = self._aws.pages("rds", "describe_db_parameters", "Parameters", **group)
        else:
            parameters = self._engine_defaults(wanted.family)
        if not any("IsModifiable" in parameter for parameter in parameters):
            return {}
        return {parameter["ParameterName"]: _live(parameter) for parameter in parameters}

    def _engine_defaults(self, family: str) -> list[dict[str, t.Any]]:
        found: list[dict[str, t.Any]] = []
        marker: dict[str, str] = {}
        while True:
            arguments = {"DBParameterGroupFamily": family, **marker}
            answer = self._aws.call("rds", "describe_engine_default_parameters", absent={"InvalidAction"}, **arguments)
            if answer is None:  # it doesn't say; the catalogue does
                return []
            page = answer["EngineDefaults"]
            found += page.get("Parameters", [])
            if not page.get("Marker"):
                return found
            marker = {"Marker": page["Marker"]}

    def _arn(self, name: str) -> str:
        return f"arn:aws:rds:{self._aws.region}:{self._aws.account_id}:pg:{name}"


def _live(parameter: dict[str, t.Any]) -> Live:
    return Live(
        static=parameter.get("ApplyType") == "static",
        modifiable=parameter.get("IsModifiable", True),
        allowed=parameter.get("AllowedValues", ""),
        kind=parameter.get("DataType", "string"),
        value=parameter.get("ParameterValue"),
    )


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
