"""What AWS removes only when nothing needs it any more, only with a last copy, and not at once.

Delays are counted in looks, not in seconds, so that tests don't wait.
"""

from __future__ import annotations

import typing as t

from ..wire import Answer, RefusalError, Request, write_answer
from .base import Rule

LOOKS = 1
DELETE, DESCRIBE = "rds DeleteDBInstance", "rds DescribeDBInstances"


class FinalSnapshot(Rule):
    """An instance is deleted with a final snapshot whose name is new, or by saying that none is wanted; it is
    `deleting` for a while, and its automated backups, where they are kept, are `retained` (DeleteDBInstance)."""

    operations = frozenset({DELETE, DESCRIBE, "rds DescribeDBInstanceAutomatedBackups"})

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}
        self._drop: dict[str, bool] = {}

    def before(self, request: Request) -> Answer | None:
        backend = request.backend()
        if request.name == DESCRIBE:
            self._end(backend)
        found = backend.databases.get(str(request.params.get("DBInstanceIdentifier", "")).lower())
        if request.name != DELETE or found is None or found.deletion_protection:
            return None
        name, final = found.db_instance_identifier, request.params.get("FinalDBSnapshotIdentifier")
        if name in self._looks:
            raise RefusalError("InvalidDBInstanceState", f"Instance {name} is already being deleted.")
        if bool(final) == bool(request.params.get("SkipFinalSnapshot")):
            raise RefusalError(
                "InvalidParameterCombination",
                "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
                if not final
                else "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is specified.",
            )
        if final in backend.database_snapshots:
            raise RefusalError("DBSnapshotAlreadyExists", f"Cannot create the snapshot because {final} already exists.")
        if final:
            backend.create_db_snapshot(name, final, snapshot_type="manual")
        self._looks[name] = LOOKS
        self._drop[name] = bool(request.params.get("DeleteAutomatedBackups", True))
        found.status = "deleting"
        return write_answer(request, {"DBInstance": {"DBInstanceIdentifier": name, "DBInstanceStatus": "deleting"}})

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        for backup in answer.get("DBInstanceAutomatedBackups", []):
            if backup["DBInstanceIdentifier"] not in request.backend().databases:
                backup["Status"] = "retained"

    def _end(self, backend: t.Any) -> None:
        for name, looks in list(self._looks.items()):
            self._looks[name] = looks - 1
            if not looks:
                del self._looks[name]
                backend.delete_db_instance(name, None, True, self._drop[name])


class GroupsInUse(Rule):
    """A subnet group or parameter group that an instance has stays (DeleteDBSubnetGroup, DeleteDBParameterGroup)."""

    operations = frozenset({"rds DeleteDBSubnetGroup", "rds DeleteDBParameterGroup"})

    def before(self, request: Request) -> None:
        for found in request.backend().databases.values():
            subnets = found.db_subnet_group and found.db_subnet_group.name
            if subnets and request.params.get("DBSubnetGroupName") == subnets:
                raise RefusalError(
                    "InvalidDBSubnetGroupStateFault",
                    f"Cannot delete the subnet group '{subnets}' because at least one database instance: "
                    f"{found.db_instance_identifier} is still using it.",
                )
            if request.params.get("DBParameterGroupName") == found.db_parameter_group_name:
                raise RefusalError(
                    "InvalidDBParameterGroupState",
                    f"One or more database instances are still members of this parameter group "
                    f"{found.db_parameter_group_name}, so the group cannot be deleted",
                )


class ShuttingDown(Rule):
    """An instance is `shutting-down` before it is `terminated`, and holds its disks and its security groups until
    then; its first network interface goes with it, and its address is free (EC2 guide, "Terminate instances")."""

    operations = frozenset(
        {"ec2 TerminateInstances", "ec2 DescribeInstances", "ec2 DeleteVolume", "ec2 DeleteSecurityGroup"}
    )

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}
        self._held: dict[str, set[str]] = {}

    def before(self, request: Request) -> None:
        if request.operation == "TerminateInstances":
            for found in request.backend().get_multi_instances_by_id(request.params["InstanceIds"]):
                disks = {disk.volume_id for disk in found.block_device_mapping.values()}
                self._held.setdefault(found.id, disks | {group.id for group in found.security_groups})
            return
        held = set().union(*(self._held[name] for name, looks in self._looks.items() if looks))
        if request.params.get("VolumeId") in held:
            raise RefusalError("VolumeInUse", f"Volume {request.params['VolumeId']} is currently attached")
        if request.params.get("GroupId") in held:
            raise RefusalError("DependencyViolation", f"resource {request.params['GroupId']} has a dependent object")

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        for change in answer.get("TerminatingInstances", []):
            name = change["InstanceId"]
            self._looks.setdefault(name, LOOKS)
            ec2 = request.backend()
            for address in [one for one in ec2.addresses if one.instance and one.instance.id == name]:
                ec2.disassociate_address(address=address.public_ip)
            for interface in [one for one in ec2.enis.values() if one.instance and one.instance.id == name]:
                ec2.enis.pop(interface.id)
            change["CurrentState"] = {"Code": 32, "Name": "shutting-down"}
        for instance in [one for reservation in answer.get("Reservations", []) for one in reservation["Instances"]]:
            if self._looks.get(instance["InstanceId"]):
                self._looks[instance["InstanceId"]] -= 1
                instance["State"] = {"Code": 32, "Name": "shutting-down"}


class GroupReferred(Rule):
    """A security group that an interface or a database has, or a rule of another group names, stays
    (DeleteSecurityGroup: DependencyViolation)."""

    operations = frozenset({"ec2 DeleteSecurityGroup"})

    def before(self, request: Request) -> None:
        name, ec2 = request.params.get("GroupId"), request.backend()
        groups = [group for found in ec2.groups.values() for group in found.values() if group.id != name]
        used = {
            *(group.id for interface in ec2.enis.values() for group in interface.group_set),
            *(group for found in request.backend("rds").databases.values() for group in found.vpc_security_group_ids),
            *(
                (rule.source_group or {}).get("GroupId")
                for group in groups
                for rule in [*group.ingress_rules, *group.egress_rules]
            ),
        }
        if name in used:
            raise RefusalError("DependencyViolation", f"resource {name} has a dependent object")


class SnapshotPending(Rule):
    """A snapshot is `pending` until it is `completed` (EBS guide, "Create Amazon EBS snapshots")."""

    operations = frozenset({"ec2 CreateSnapshot", "ec2 DescribeSnapshots"})

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:  # noqa: ARG002
        if "SnapshotId" in answer:
            self._looks[answer["SnapshotId"]] = LOOKS
            answer["State"] = "pending"
        for snapshot in answer.get("Snapshots", []):
            if self._looks.get(snapshot["SnapshotId"]):
                self._looks[snapshot["SnapshotId"]] -= 1
                snapshot["State"] = "pending"


class AddressInUse(Rule):
    """An address that something has isn't released (ReleaseAddress: InvalidIPAddress.InUse)."""

    operations = frozenset({"ec2 ReleaseAddress"})

    def before(self, request: Request) -> None:
        for found in request.backend().addresses:
            if found.allocation_id == request.params.get("AllocationId") and found.association_id:
                raise RefusalError("InvalidIPAddress.InUse", f"Address {found.public_ip} is in use.")


class UserHasKeys(Rule):
    """A user that still has access keys or groups stays (DeleteUser: DeleteConflict)."""

    operations = frozenset({"iam DeleteUser"})

    def before(self, request: Request) -> None:
        name, iam = request.params["UserName"], request.backend()
        if name in iam.users and iam.users[name].access_keys:
            raise RefusalError("DeleteConflict", "Cannot delete entity, must delete access keys first.", 409)
        if any(member.name == name for group in iam.groups.values() for member in group.users):
            raise RefusalError("DeleteConflict", "Cannot delete entity, must remove users from group first.", 409)
