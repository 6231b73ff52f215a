"""An instance takes time: to be made, to be changed, and to take new parameters.

Delays are counted in looks (DescribeDBInstances), not in seconds, so that tests don't wait.
"""

from __future__ import annotations

import typing as t

from botocore import xform_name

from ..wire import RefusalError, Request
from .base import Rule

LOOKS = 1
FULL_VERSIONS = {"8.0": "8.0.43", "8.4": "8.4.6"}

# Settings that wait for the maintenance window unless ApplyImmediately is set, with their name in the instance's
# description where it is another (RDS guide, "Settings for DB instances").
DEFERRED = {
    "AllocatedStorage": "AllocatedStorage",
    "CACertificateIdentifier": "CACertificateIdentifier",
    "DBInstanceClass": "DBInstanceClass",
    "DBSubnetGroupName": "DBSubnetGroupName",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EngineVersion": "EngineVersion",
    "Iops": "Iops",
    "MultiAZ": "MultiAZ",
    "StorageThroughput": "StorageThroughput",
    "StorageType": "StorageType",
}
DESCRIBE = "rds DescribeDBInstances"


def identifier(request: Request) -> str:
    return str(request.params.get("DBInstanceIdentifier", "")).lower()


class Creating(Rule):
    """A new instance is `creating`, has no address, and can't be changed; it is `available` later."""

    operations = frozenset({f"rds {verb}DBInstance" for verb in ("Create", "Modify", "Reboot", "Delete")} | {DESCRIBE})

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}

    def before(self, request: Request) -> None:
        if request.name != DESCRIBE and self._looks.get(identifier(request)):
            if request.operation == "CreateDBInstance":
                return
            raise RefusalError("InvalidDBInstanceState", "Database instance is not in available state.")

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        if request.operation == "CreateDBInstance":
            self._looks[identifier(request)] = LOOKS
            _creating(answer["DBInstance"])
        for found in answer.get("DBInstances", []):
            name = found["DBInstanceIdentifier"]
            if self._looks.get(name):
                self._looks[name] -= 1
                _creating(found)


class FullVersion(Rule):
    """A wish for version 8.4 is met by a whole version number, which is what is described (CreateDBInstance,
    EngineVersion; DescribeDBInstances gives for example 8.4.6)."""

    operations = frozenset({"rds CreateDBInstance", "rds ModifyDBInstance"})

    def before(self, request: Request) -> None:
        version = request.params.get("EngineVersion")
        if version in FULL_VERSIONS:
            request.change({**request.form, "EngineVersion": FULL_VERSIONS[version]})
            request.params["EngineVersion"] = FULL_VERSIONS[version]


class Deferred(Rule):
    """Many changes wait for the maintenance window and are in PendingModifiedValues until then; with ApplyImmediately
    they and all that waited are made soon, in status `modifying` (RDS guide, "Using the schedule modifications
    setting")."""

    operations = frozenset({"rds ModifyDBInstance", DESCRIBE})

    def __init__(self) -> None:
        self._pending: dict[str, dict[str, t.Any]] = {}
        self._looks: dict[str, int] = {}

    def before(self, request: Request) -> None:
        if request.name == DESCRIBE:
            self._apply(request)
            return
        if identifier(request) in self._looks:
            raise RefusalError("InvalidDBInstanceState", "Database instance is not in available state.")
        late = {key: request.params[key] for key in DEFERRED if key in request.params}
        if request.params.get("ApplyImmediately") and (late or self._pending.get(identifier(request))):
            self._looks[identifier(request)] = LOOKS
        if late:
            self._pending.setdefault(identifier(request), {}).update(late)
            request.change({key: value for key, value in request.form.items() if key not in late})

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        for found in answer.get("DBInstances", [answer.get("DBInstance", {})]):
            name = found["DBInstanceIdentifier"]
            late = self._pending.get(name, {})
            found["PendingModifiedValues"] = {DEFERRED[key]: value for key, value in late.items()}
            if name in self._looks:
                found["DBInstanceStatus"] = "modifying" if request.name == DESCRIBE else "available"

    def _apply(self, request: Request) -> None:
        for name, looks in list(self._looks.items()):
            self._looks[name] = looks - 1
            if not looks:
                del self._looks[name]
                late = self._pending.pop(name, {})
                arguments = {xform_name(key): value for key, value in late.items()}
                request.backend().modify_db_instance(name, arguments)


class ParameterGroupStatus(Rule):
    """An instance says how far it follows its group: `applying`, `pending-reboot` after a static change or another
    group, `in-sync` after a reboot (RDS guide, "Parameter groups"; DBParameterGroupStatus)."""

    operations = frozenset(
        {"rds ModifyDBParameterGroup", "rds ResetDBParameterGroup", "rds ModifyDBInstance", "rds RebootDBInstance"}
    ) | {DESCRIBE}

    def __init__(self) -> None:
        self._status: dict[str, str] = {}

    def before(self, request: Request) -> None:
        if request.operation == "ModifyDBInstance" and "DBParameterGroupName" in request.params:
            found = request.backend().databases.get(identifier(request))
            if found and found.db_parameter_group_name != request.params["DBParameterGroupName"].lower():
                self._status[found.db_instance_identifier] = "pending-reboot"

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        if request.operation == "RebootDBInstance":
            self._status.pop(identifier(request), None)
        elif "DBParameterGroup" in request.operation:
            self._changed(request)
        for found in answer.get("DBInstances", []):
            name = found["DBInstanceIdentifier"]
            status = self._status.get(name, "in-sync")
            for group in found["DBParameterGroups"]:
                group["ParameterApplyStatus"] = status
            if status == "applying":
                del self._status[name]

    def _changed(self, request: Request) -> None:
        methods = {parameter.get("ApplyMethod") for parameter in request.params.get("Parameters", [])}
        for name, instance in request.backend().databases.items():
            if instance.db_parameter_group_name == str(request.params["DBParameterGroupName"]).lower():
                late = "pending-reboot" in methods or self._status.get(name) == "pending-reboot"
                self._status[name] = "pending-reboot" if late else "applying"


class FamilyFits(Rule):
    """The group's family is the engine's version (CreateDBInstance, DBParameterGroupName)."""

    operations = frozenset({"rds CreateDBInstance", "rds ModifyDBInstance"})

    def before(self, request: Request) -> None:
        instance = request.backend().databases.get(identifier(request))
        name = request.params.get("DBParameterGroupName") or (instance and instance.db_parameter_group_name)
        version = request.params.get("EngineVersion") or (instance and instance.engine_version)
        group = request.backend().db_parameter_groups.get(str(name).lower())
        if group and version and not f"{version}.".startswith(f"{group.family.removeprefix('mysql')}."):
            raise RefusalError(
                "InvalidParameterCombination",
                f"The Parameter Group {group.name} with DBParameterGroupFamily {group.family} cannot be used for this "
                f"instance. Please use a Parameter Group with DBParameterGroupFamily mysql{version[:3]}",
            )


class TwoZones(Rule):
    """A subnet group covers at least two availability zones (CreateDBSubnetGroup)."""

    operations = frozenset({"rds CreateDBSubnetGroup", "rds ModifyDBSubnetGroup"})

    def before(self, request: Request) -> None:
        wanted = set(request.params.get("SubnetIds", []))
        zones = {
            subnet.availability_zone for subnet in request.backend("ec2").describe_subnets() if subnet.id in wanted
        }
        if len(zones) < 2:
            raise RefusalError(
                "DBSubnetGroupDoesNotCoverEnoughAZs",
                "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
                "Current AZ coverage: " + ", ".join(sorted(zones)) + ". Add subnets to cover at least 2 AZs.",
            )


class StorageOnlyGrows(Rule):
    """Storage can't shrink and grows by a tenth at least, gp3 starts at 20 GiB, and the limit of autoscaling is a tenth
    above it (ModifyDBInstance, AllocatedStorage; RDS guide, "Managing capacity automatically"). From 400 GiB on
    who enlarges it also says how many operations a second it has (hashicorp/terraform-provider-aws#28847)."""

    operations = frozenset({"rds CreateDBInstance", "rds ModifyDBInstance"})

    def before(self, request: Request) -> None:
        instance = request.backend().databases.get(identifier(request))
        now = instance.allocated_storage if instance and request.operation == "ModifyDBInstance" else 20
        size = int(request.params.get("AllocatedStorage", now))
        if size < now:
            raise RefusalError(
                "InvalidParameterCombination",
                f"Requested storage size ({size}) cannot be less than the current storage size ({now})"
                if instance
                else f"Invalid storage size for engine name mysql and storage type gp3: {size}",
            )
        if instance and now < size < now * 1.1:
            raise RefusalError("InvalidParameterCombination", f"Increase the storage of {now} by 10% at least")
        if instance and size > now and size >= 400 and "Iops" not in request.params:
            text = "You must specify both the storage size and iops when modifying the storage size or iops"
            raise RefusalError("InvalidParameterCombination", text)
        limit = request.params.get("MaxAllocatedStorage")
        if limit is not None and int(limit) != size and int(limit) < size * 1.1:
            raise RefusalError("InvalidParameterCombination", f"Max storage size must be at least 10% more than {size}")


def _creating(instance: dict[str, t.Any]) -> None:
    instance["DBInstanceStatus"] = "creating"
    instance.pop("Endpoint", None)
