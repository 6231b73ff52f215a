"""Reads and sets the database instance of one environment, and waits for what takes RDS minutes."""

from __future__ import annotations

import functools
import typing as t

from ..plan import MapError
from ..plans.rds_instance import BEING_MADE, Actual, Instance, holds
from ..plans.rds_network import PORT, Rule
from .aws import Aws
from .rds_network import Network, tag_list

MINUTE = 60.0
STRIPED_GB, STRIPED_IOPS = 400, 12000
"""From this size on RDS wants the operations per second to be named when storage grows, and this many at least."""
_ABSENT = {"DBInstanceNotFound", "DBInstanceNotFoundFault"}
# Also the answer to a request that is repeated because the first answer was lost.
_BUSY = {"InvalidDBInstanceState"}

# Our words and RDS's. Sizes are in GiB, times in days.
_SETTINGS = {
    "instance_class": "DBInstanceClass",
    "storage_gb": "AllocatedStorage",
    "max_storage_gb": "MaxAllocatedStorage",
    "storage_type": "StorageType",
    "multi_az": "MultiAZ",
    "backup_days": "BackupRetentionPeriod",
    "deletion_protection": "DeletionProtection",
    "copy_tags_to_snapshots": "CopyTagsToSnapshot",
    "public": "PubliclyAccessible",
    "automatic_minor_upgrades": "AutoMinorVersionUpgrade",
}
_OURS = {theirs: ours for ours, theirs in _SETTINGS.items()}


def find(aws: Aws, name: str) -> Instance | None:
    """The instance alone, by one request; None where there is none."""
    return Client(aws, name, Network(aws, [name], []), "", 0).read_instance()


class Client:
    """Its methods are the calls of plans/rds_instance.py and plans/rds_network.py.

    master_password: given to AWS when the instance is made, and never again
    """

    def __init__(self, aws: Aws, name: str, network: Network, master_password: str, create_minutes: float) -> None:
        self._aws = aws
        self._name = name
        self._network = network
        self._password = master_password
        self._create_seconds = create_minutes * MINUTE
        self._rebooted = False

    def read(self) -> Actual:
        instances, *network = self._aws.together(self._describe, *self._network.reads())
        known = self._network.understand(*network)
        return Actual(known, self._instance(instances), self._rebooted)

    def read_instance(self) -> Instance | None:
        """Only the instance; its security groups are ids."""
        return self._instance(self._describe())

    def create_subnet_group(self, name: str, tags: dict[str, str]) -> None:
        self._network.create_subnet_group(name, tags)

    def modify_subnet_group(self, name: str, subnets: list[str]) -> None:
        self._network.modify_subnet_group(name, subnets)

    def create_security_group(self, name: str, tags: dict[str, str]) -> None:
        self._network.create_security_group(name, tags)

    def tag_security_group(self, name: str, tags: dict[str, str]) -> None:
        self._network.tag_security_group(name, tags)

    def admit(self, name: str, rule: Rule) -> None:
        self._network.admit(name, rule)

    def refuse(self, name: str, rule: Rule) -> None:
        self._network.refuse(name, rule)

    def create_instance(
        self, name: str, engine_version: str, master_user: str, settings: dict[str, t.Any], tags: dict[str, str]
    ) -> None:
        """Make the instance and wait until people can connect: ten minutes or more."""
        self._aws.call(
            "rds",
            "create_db_instance",
            absent={"DBInstanceAlreadyExists"},
            DBInstanceIdentifier=name,
            Engine="mysql",
            EngineVersion=engine_version,
            MasterUsername=master_user,
            MasterUserPassword=self._password,
            DBSubnetGroupName=name,
            Port=PORT,
            StorageEncrypted=True,
            Tags=tag_list(tags),
            **self._arguments(settings),
        )
        self.wait_until_made(name)

    def wait_until_made(self, name: str) -> None:
        what = f"the database instance {name} to be ready, which takes AWS ten minutes or more"
        self._aws.wait(what, lambda: self._now().status not in BEING_MADE, self._create_seconds)

    def tag_instance(self, name: str, tags: dict[str, str]) -> None:
        arn = f"arn:aws:rds:{self._aws.region}:{self._aws.account_id}:db:{name}"
        self._aws.call("rds", "add_tags_to_resource", ResourceName=arn, Tags=tag_list(tags))

    def modify_instance(self, name: str, settings: dict[str, t.Any], at_once: bool) -> None:
        """Change settings and wait until they show: as they are or, unless at_once, as what is on its way."""
        self._wait_until_idle(name)
        arguments = {"DBInstanceIdentifier": name, "ApplyImmediately": at_once, **self._arguments(settings)}
        if settings.get("storage_gb", 0) >= STRIPED_GB:
            arguments["Iops"] = max((self._describe() or {}).get("Iops") or 0, STRIPED_IOPS)
        self._aws.call("rds", "modify_db_instance", absent=_BUSY, **arguments)
        what = f"the database instance {name} to take over {', '.join(settings)}"
        self._aws.wait(what, functools.partial(self._shows, settings, at_once), self._create_seconds)

    def reboot_instance(self, name: str) -> None:
        """Reboot, and wait until the instance follows all of its parameters."""
        self._wait_until_idle(name)
        answer = self._aws.call("rds", "reboot_db_instance", absent=_BUSY, DBInstanceIdentifier=name)
        if answer is None and (status := self._now().status) != "rebooting":
            raise MapError(
                f"AWS doesn't reboot the database instance {name} while it is {status}. Run it again in some minutes."
            )
        self._aws.wait(f"the database instance {name} to come back from its reboot", self._in_sync, 15 * MINUTE)
        self._rebooted = True

    def _describe(self) -> dict[str, t.Any] | None:
        name = self._name
        found = self._aws.call("rds", "describe_db_instances", absent=_ABSENT, DBInstanceIdentifier=name)
        return t.cast("dict[str, t.Any]", found["DBInstances"][0]) if found and found["DBInstances"] else None

    def _now(self) -> Instance:
        found = self.read_instance()
        if found is None:
            raise MapError(
                f"The database instance {self._name} is gone, though it was there a moment ago. "
                "Find out who deleted it, then run again."
            )
        return found

    def _instance(self, found: dict[str, t.Any] | None) -> Instance | None:
        if found is None:
            return None
        settings = {ours: found.get(theirs) for ours, theirs in _SETTINGS.items()}
        settings["parameter_group"] = found["DBParameterGroups"][0]["DBParameterGroupName"]
        groups = [group["VpcSecurityGroupId"] for group in found["VpcSecurityGroups"] if group["Status"] != "removing"]
        settings["security_groups"] = sorted(self._network.group_name(group) for group in groups)
        pending = found.get("PendingModifiedValues", {})
        return Instance(
            status=found["DBInstanceStatus"],
            settings=settings,
            engine=found["Engine"],
            engine_version=found["EngineVersion"],
            encrypted=found["StorageEncrypted"],
            subnet_group=found["DBSubnetGroup"]["DBSubnetGroupName"],
            master_user=found["MasterUsername"],
            pending={_OURS.get(theirs, theirs): value for theirs, value in pending.items()},
            parameter_status=found["DBParameterGroups"][0]["ParameterApplyStatus"],
            address=found.get("Endpoint", {}).get("Address"),
            port=found.get("Endpoint", {}).get("Port", PORT),
            tags={tag["Key"]: tag["Value"] for tag in found.get("TagList", [])},
        )

    def _arguments(self, settings: dict[str, t.Any]) -> dict[str, t.Any]:
        arguments = {theirs: settings[ours] for ours, theirs in _SETTINGS.items() if ours in settings}
        if "parameter_group" in settings:
            arguments["DBParameterGroupName"] = settings["parameter_group"]
        if "security_groups" in settings:
            groups = settings["security_groups"]
            arguments["VpcSecurityGroupIds"] = [self._network.group_id(group) for group in groups]
        return arguments

    def _shows(self, settings: dict[str, t.Any], at_once: bool) -> bool:
        found = self._now()
        seen = found.settings if at_once else {**found.settings, **found.pending}
        return all(holds(name, seen.get(name), value) for name, value in settings.items())

    def _wait_until_idle(self, name: str) -> None:
        idle = ("available", "storage-optimization", "storage-full", "incompatible-parameters")
        what = f"the database instance {name} to end what it is doing"
        self._aws.wait(what, lambda: self._now().status in idle, self._create_seconds)

    def _in_sync(self) -> bool:
        found = self._now()
        return found.status in ("available", "storage-optimization") and found.parameter_status == "in-sync"
