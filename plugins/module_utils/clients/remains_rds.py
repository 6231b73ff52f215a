"""What an environment has in RDS: the database, which leaves a final snapshot, and what belongs to it."""

from __future__ import annotations

import functools
import typing as t

from ..plan import MapError
from ..plans.cloud_remains import DELETING, Kept, Thing
from .remains_base import COPIED, MINUTE, Item, Remains

_GONE = {"DBInstanceNotFound", "DBInstanceNotFoundFault"}
# What it answers while it does something else, and to a request that is repeated because an answer was lost.
_BUSY = {"InvalidDBInstanceState", "DBSnapshotAlreadyExists"}


class Databases(Remains):
    """Calls of plans/cloud_remains.py."""

    def read_rds(self) -> list[Thing]:
        """Two rounds of requests, for groups don't tell their tags."""
        found, parameters, subnets = self._aws.together(
            self._describe,
            functools.partial(self._aws.pages, "rds", "describe_db_parameter_groups", "DBParameterGroups"),
            functools.partial(self._aws.pages, "rds", "describe_db_subnet_groups", "DBSubnetGroups"),
        )
        groups = [("parameter group", item["DBParameterGroupName"], item["DBParameterGroupArn"]) for item in parameters]
        groups += [("subnet group", item["DBSubnetGroupName"], item["DBSubnetGroupArn"]) for item in subnets]
        groups = [group for group in groups if group[1].startswith(self._prefix)]
        tags = self._aws.together(*(functools.partial(self._tags, arn) for __, __, arn in groups))
        return [
            *([self._instance(found)] if found else []),
            *(
                thing
                for (kind, name, __), held in zip(groups, tags, strict=True)
                for thing in self._named(kind, name, name, held)
            ),
        ]

    def read_copies(self) -> list[Kept]:
        """Snapshots that somebody asked for, and the backups that outlive their instance."""
        name = self._database
        snapshots, backups = self._aws.together(
            functools.partial(
                self._aws.pages,
                "rds",
                "describe_db_snapshots",
                "DBSnapshots",
                DBInstanceIdentifier=name,
                SnapshotType="manual",
            ),
            functools.partial(
                self._aws.pages,
                "rds",
                "describe_db_instance_automated_backups",
                "DBInstanceAutomatedBackups",
                absent={"DBInstanceAutomatedBackupNotFound", "DBInstanceAutomatedBackupNotFoundFault"},
                DBInstanceIdentifier=name,
            ),
        )
        ids = sorted(item["DBSnapshotIdentifier"] for item in snapshots)
        outlived = [item.get("DbiResourceId", name) for item in backups if item["Status"] == "retained"]
        return [
            *(Kept("database snapshot", item, name) for item in ids),
            *(Kept("automated backups", item, name) for item in sorted(outlived)),
        ]

    def delete_instance(self, id: str, keep_backups: bool) -> None:  # noqa: A002
        """Ask for a final snapshot, and for the automated backups to stay, where there are any."""
        arguments: Item = {"FinalDBSnapshotIdentifier": self.final, "SkipFinalSnapshot": False}
        if keep_backups:
            arguments["DeleteAutomatedBackups"] = False

        def begun() -> bool:
            if self._status() in (None, DELETING):
                return True
            absent = _GONE | _BUSY
            made = self._aws.call("rds", "delete_db_instance", absent=absent, DBInstanceIdentifier=id, **arguments)
            return made is not None

        self._aws.wait(f"the database instance {id} to end what it is doing and be deleted", begun, 60 * MINUTE)
        self.wait_until_gone(id)
        if not self._has(self.final):
            raise MapError(
                f"The database instance {id} is gone, but AWS has no snapshot {self.final}, so somebody else deleted "
                "it at the same time. Look for its other snapshots and automated backups in the AWS console."
            )

    def wait_until_gone(self, id: str) -> None:  # noqa: A002
        what = f"the database instance {id} to be gone, after its final snapshot"
        self._aws.wait(what, lambda: self._status() is None, COPIED)

    def delete_parameter_group(self, id: str) -> None:  # noqa: A002
        busy, gone = "InvalidDBParameterGroupState", {"DBParameterGroupNotFound"}
        what = f"the parameter group {id}"
        self._delete_unused(what, "rds", "delete_db_parameter_group", busy, gone, DBParameterGroupName=id)

    def delete_subnet_group(self, id: str) -> None:  # noqa: A002
        busy, gone = "InvalidDBSubnetGroupState", {"DBSubnetGroupNotFoundFault"}
        self._delete_unused(f"the subnet group {id}", "rds", "delete_db_subnet_group", busy, gone, DBSubnetGroupName=id)

    @property
    def _database(self) -> str:
        return f"{self._prefix}database"

    def _describe(self) -> Item | None:
        name = self._database
        found = self._aws.call("rds", "describe_db_instances", absent=_GONE, DBInstanceIdentifier=name)
        return t.cast("Item", found["DBInstances"][0]) if found and found["DBInstances"] else None

    def _status(self) -> str | None:
        found = self._describe()
        return str(found["DBInstanceStatus"]) if found else None

    def _instance(self, found: Item) -> Thing:
        facts = {
            "status": found["DBInstanceStatus"],
            "protected": found.get("DeletionProtection", False),
            "backup_days": found.get("BackupRetentionPeriod", 0),
            "storage_gb": found["AllocatedStorage"],
            "address": found.get("Endpoint", {}).get("Address"),
        }
        name = found["DBInstanceIdentifier"]
        return Thing("database instance", name, name, facts, self._tagged(found.get("TagList")))

    def _tags(self, arn: str) -> list[dict[str, str]]:
        absent = {"DBParameterGroupNotFound", "DBSubnetGroupNotFoundFault"}
        found = self._aws.call("rds", "list_tags_for_resource", absent=absent, ResourceName=arn)
        return t.cast("list[dict[str, str]]", found["TagList"]) if found else []

    def _has(self, snapshot: str) -> bool:
        absent = {"DBSnapshotNotFound", "DBSnapshotNotFoundFault"}
        found = self._aws.call("rds", "describe_db_snapshots", absent=absent, DBSnapshotIdentifier=snapshot)
        return bool(found and found["DBSnapshots"])
