"""What an environment has in EC2: the host and what belongs to it. No disk goes without a last copy."""

from __future__ import annotations

import functools
import typing as t

from ..plan import MapError
from ..plans.cloud_remains import Kept, Thing
from .ec2_read import named, specification, tags_of
from .remains_base import COPIED, MINUTE, UNUSED, Item, Remains

_OF = "map:volume"
"""The tag of a snapshot that says what its volume was called."""


class Machines(Remains):
    """Calls of plans/cloud_remains.py."""

    def read_ec2(self) -> list[Thing]:
        """Two rounds of requests, the second only where there are instances."""
        reservations, volumes, groups, addresses, keys = self._aws.together(
            functools.partial(self._ec2_pages, "describe_instances", "Reservations"),
            functools.partial(self._ec2_pages, "describe_volumes", "Volumes"),
            functools.partial(self._ec2_pages, "describe_security_groups", "SecurityGroups"),
            functools.partial(self._aws.call, "ec2", "describe_addresses"),
            functools.partial(self._aws.call, "ec2", "describe_key_pairs"),
        )
        every = [item for reservation in reservations for item in reservation["Instances"]]
        living = {item["InstanceId"]: item for item in every if item["State"]["Name"] != "terminated"}
        machines = self._machines(list(living.values()))
        ours = {thing.id for thing in machines if thing.ours}
        return [
            *machines,
            *(thing for item in volumes for thing in self._volume(item, ours, living)),
            *(self._address(item, living) for item in addresses["Addresses"] if self._tagged(item.get("Tags"))),
            *(thing for item in groups for thing in self._by_name("security group", "Group", item)),
            *(thing for item in keys["KeyPairs"] for thing in self._by_name("key pair", "Key", item)),
        ]

    def read_snapshots(self) -> list[Kept]:
        """The snapshots of volumes that carry the environment's tag."""
        filters = [named("tag:map:environment", self._environment)]
        found = self._ec2_pages("describe_snapshots", "Snapshots", OwnerIds=["self"], Filters=filters)
        found.sort(key=lambda item: (str(item["StartTime"]), item["SnapshotId"]))
        return [
            Kept("volume snapshot", item["SnapshotId"], tags_of(item).get(_OF) or item["VolumeId"]) for item in found
        ]

    def terminate_instance(self, id: str) -> None:  # noqa: A002
        """Let go of its disks, which would else end with it; then wait for its end, after which nothing uses them."""
        found = self._machine(id)
        if found.get("State", {}).get("Name") not in (None, "terminated", "shutting-down"):
            disks = [
                {"DeviceName": disk["DeviceName"], "Ebs": {"DeleteOnTermination": False}}
                for disk in found["BlockDeviceMappings"]
                if disk["Ebs"]["DeleteOnTermination"]
            ]
            if disks:
                self._aws.call("ec2", "modify_instance_attribute", InstanceId=id, BlockDeviceMappings=disks)
            self._aws.call("ec2", "terminate_instances", absent={"InvalidInstanceID.NotFound"}, InstanceIds=[id])
        self._aws.wait(
            f"the host {id} to end", lambda: self._machine(id).get("State", {}).get("Name") in _ENDED, 20 * MINUTE
        )

    def delete_volume(self, id: str, name: str) -> None:  # noqa: A002
        """Copy it into a snapshot, always a new one: who knows what was written since the last."""
        gone = functools.partial(self._volume_is, id, None)
        self._aws.wait(f"the volume {id} to be free", lambda: gone() or self._volume_is(id, "available"), UNUSED)
        if gone():
            return
        tags = {"map:environment": self._environment, "Name": self.final, _OF: name}
        self._aws.once(
            "ec2",
            "create_snapshot",
            lambda: bool(self._final(id)),
            VolumeId=id,
            Description=f"Last copy of {name}",
            TagSpecifications=specification(tags, "snapshot"),
        )
        self._aws.wait(f"the snapshot {self.final} of the volume {id}", functools.partial(self._copied, id), COPIED)
        self._aws.call("ec2", "delete_volume", absent={"InvalidVolume.NotFound"}, VolumeId=id)
        self._aws.wait(f"the volume {id} to be gone", gone, UNUSED)

    def release_address(self, id: str) -> None:  # noqa: A002
        gone = {"InvalidAllocationID.NotFound", "InvalidAddress.NotFound"}
        what = f"the address {id}"
        self._delete_unused(what, "ec2", "release_address", "InvalidIPAddress.InUse", gone, AllocationId=id)

    def delete_security_group(self, id: str) -> None:  # noqa: A002
        what, gone = f"the security group {id}", {"InvalidGroup.NotFound"}
        self._delete_unused(what, "ec2", "delete_security_group", "DependencyViolation", gone, GroupId=id)

    def delete_key_pair(self, id: str) -> None:  # noqa: A002
        self._aws.call("ec2", "delete_key_pair", absent={"InvalidKeyPair.NotFound"}, KeyName=id)

    def _machines(self, living: list[Item]) -> list[Thing]:
        """Ours, and strangers with our instance profile."""
        profile = f":instance-profile/{self._prefix}host"
        mine = [item for item in living if self._tagged(item.get("Tags"))]
        asked = self._aws.together(*(functools.partial(self._is_protected, item) for item in mine))
        strangers = [
            item
            for item in living
            if item not in mine and item.get("IamInstanceProfile", {}).get("Arn", "").endswith(profile)
        ]
        return [
            Thing("instance", _name(item), item["InstanceId"], {**_facts(item), "protected": protected}, ours)
            for item, protected, ours in [
                *((item, protected, True) for item, protected in zip(mine, asked, strict=True)),
                *((item, False, False) for item in strangers),
            ]
        ]

    def _is_protected(self, item: Item) -> bool:
        what = {"InstanceId": item["InstanceId"], "Attribute": "disableApiTermination"}
        absent = {"InvalidInstanceID.NotFound"}
        found = self._aws.call("ec2", "describe_instance_attribute", absent=absent, **what)
        return bool(found and found["DisableApiTermination"]["Value"])

    def _volume(self, item: Item, ours: set[str], living: t.Container[str]) -> t.Iterator[Thing]:
        holders = [held["InstanceId"] for held in item.get("Attachments", []) if held["InstanceId"] in living]
        tagged = self._tagged(item.get("Tags"))
        if item["State"] not in ("deleting", "deleted") and (tagged or ours.intersection(holders)):
            facts = {"size_gb": item["Size"], "held_by": holders[0] if holders else None}
            yield Thing("volume", _name(item), item["VolumeId"], facts, tagged)

    def _address(self, item: Item, living: t.Container[str]) -> Thing:
        machine = item.get("InstanceId") or None
        holder = machine if machine is None or machine in living else None
        if machine is None and item.get("AssociationId"):
            holder = item.get("NetworkInterfaceId")
        return Thing("address", _name(item), item["AllocationId"], {"ip": item["PublicIp"], "held_by": holder})

    def _by_name(self, kind: str, word: str, item: Item) -> list[Thing]:
        name, identity = item[f"{word}Name"], item["GroupId" if word == "Group" else "KeyName"]
        return self._named(kind, name, identity, item.get("Tags"))

    def _machine(self, id: str) -> Item:  # noqa: A002
        absent = {"InvalidInstanceID.NotFound"}
        found = self._aws.call("ec2", "describe_instances", absent=absent, InstanceIds=[id])
        return t.cast("Item", found["Reservations"][0]["Instances"][0]) if found and found["Reservations"] else {}

    def _volume_is(self, id: str, state: str | None) -> bool:  # noqa: A002
        found = self._aws.call("ec2", "describe_volumes", absent={"InvalidVolume.NotFound"}, VolumeIds=[id])
        states = [item["State"] for item in found["Volumes"]] if found else []
        return (states[0] if states and states[0] != "deleted" else None) == state

    def _final(self, volume: str) -> list[Item]:
        """The copy of a volume that this run makes."""
        filters = [named("volume-id", volume), named("tag:Name", self.final)]
        return self._ec2_pages("describe_snapshots", "Snapshots", OwnerIds=["self"], Filters=filters)

    def _copied(self, volume: str) -> bool:
        states = {item["State"] for item in self._final(volume)}
        if "error" in states:
            raise MapError(
                f"AWS failed to make the snapshot {self.final} of the volume {volume}, so the volume stays. "
                "Delete that snapshot in the AWS console, then run again."
            )
        return states == {"completed"}

    def _ec2_pages(self, operation: str, key: str, **arguments: t.Any) -> list[Item]:
        return self._aws.pages("ec2", operation, key, **arguments)


_ENDED = (None, "terminated")


def _name(item: Item) -> str:
    return tags_of(item).get("Name") or item.get("PublicIp") or item.get("VolumeId") or item["InstanceId"]


def _facts(item: Item) -> Item:
    return {"type": item["InstanceType"], "state": item["State"]["Name"]}
