"""Finds what belongs to the host, and remembers the ids."""

from __future__ import annotations

import typing as t

from ..plan import MapError
from ..plans.ec2_types import Actual, Image, Wanted
from . import ec2_read
from .aws import Aws
from .ec2_read import named, role, security_group

Item = dict[str, t.Any]


class Finder:
    """Reads the host of one environment. After a read: instance_id, volume_id, allocation_id, group_id ("" where there
    is none), image (as EC2 gives it) and terminated (ids of instances that this host once was)."""

    def __init__(self, aws: Aws, wanted: Wanted, image_owner: str) -> None:
        self._aws, self._wanted, self._image_owner = aws, wanted, image_owner
        self._host_tags = {**wanted.tags, "Name": wanted.host}
        self._data_tags = {**wanted.tags, "Name": f"{wanted.name}-data"}
        self.instance_id = self.volume_id = self.allocation_id = self.group_id = ""
        self.terminated: list[str] = []
        self.image: Item = {}

    def read(self) -> Actual:
        """Everything of the host; two round trips."""
        instances, addresses, volumes, groups, roles = self._aws.together(
            self._instances, self._addresses, self._volumes, self.groups, self._roles
        )
        mine, held = self._mine(instances), self._held(addresses)
        data = [item for item in volumes if ec2_read.is_data_volume(item, self._data_tags, self.instance_id)]
        self.volume_id = data[0]["VolumeId"] if data else ""
        group, host_role = self._only(groups), [item for item in roles if item["RoleName"] == self._wanted.host]
        protected = key_pair = zone = None
        if mine:
            self.image, protected = self._aws.together(self._newest_image, self._is_protected)
        else:
            reads = (self._newest_image, self._has_key_pair, self._subnet_zone)
            self.image, key_pair, zone = self._aws.together(*reads)
        return Actual(
            instances=tuple(ec2_read.instance(item, bool(protected)) for item in mine),
            volumes=tuple(ec2_read.volume(item, self.terminated) for item in data),
            addresses=tuple(map(ec2_read.address, held)),
            security_group=security_group(group) if group else None,
            role=role(host_role[0]) if host_role else None,
            key_pair=bool(key_pair),
            image=Image(self.image["ImageId"], self.image["Name"]) if self.image else None,
            subnet_zone=zone,
        )

    def read_address(self) -> Actual:
        """Only the instance and its address; one round trip."""
        instances, addresses = self._aws.together(self._instances, self._addresses)
        mine = self._mine(instances)
        return Actual(
            instances=tuple(ec2_read.instance(item, False) for item in mine),
            addresses=tuple(map(ec2_read.address, self._held(addresses))),
        )

    def find_address(self) -> bool:
        """Whether there is an address by now."""
        return bool(self._held(self._addresses()))

    def groups(self) -> list[Item]:
        return self._list(
            "describe_security_groups", "SecurityGroups", Filters=[named("group-name", self._wanted.host)]
        )

    def subnet(self) -> Item:
        """The wanted subnet, which must exist."""
        absent = {"InvalidSubnetID.NotFound", "InvalidSubnetId.Malformed"}
        found = self._aws.call("ec2", "describe_subnets", absent=absent, SubnetIds=[self._wanted.subnet_id])
        if not found:
            raise MapError(
                f"There is no subnet {self._wanted.subnet_id} in {self._aws.region}. "
                "Correct host_subnet_id, or leave it empty for a default one."
            )
        return t.cast("Item", found["Subnets"][0])

    def _mine(self, instances: list[Item]) -> list[Item]:
        ours = [item for item in instances if ec2_read.is_host(item, self._host_tags, self._wanted.host)]
        self.terminated = sorted(item["InstanceId"] for item in ours if item["State"]["Name"] in ec2_read.GONE)
        living = [item for item in ours if item["State"]["Name"] not in ec2_read.GONE]
        self.instance_id = living[0]["InstanceId"] if living else ""
        return living

    def _held(self, addresses: list[Item]) -> list[Item]:
        ours = [
            item
            for item in addresses
            if ec2_read.tagged(item, self._host_tags)
            or (self.instance_id and item.get("InstanceId") == self.instance_id)
        ]
        ours.sort(key=lambda item: (item.get("InstanceId") != self.instance_id, item["AllocationId"]))
        self.allocation_id = ours[0]["AllocationId"] if ours else ""
        return ours

    def _only(self, groups: list[Item]) -> Item | None:
        if len(groups) > 1:
            names = " and ".join(f"{group['GroupId']} (in {group['VpcId']})" for group in groups)
            raise MapError(
                f"There are several security groups named '{self._wanted.host}': {names}. "
                "Delete those that the host doesn't use."
            )
        self.group_id = groups[0]["GroupId"] if groups else ""
        return groups[0] if groups else None

    def _instances(self) -> list[Item]:
        reservations = self._list("describe_instances", "Reservations")
        return [instance for reservation in reservations for instance in reservation["Instances"]]

    def _volumes(self) -> list[Item]:
        return self._list("describe_volumes", "Volumes")

    def _addresses(self) -> list[Item]:
        return t.cast("list[Item]", self._aws.call("ec2", "describe_addresses")["Addresses"])

    def _roles(self) -> list[Item]:
        return self._aws.pages("iam", "get_account_authorization_details", "RoleDetailList", Filter=["Role"])

    def _newest_image(self) -> Item:
        filters = [named("name", self._wanted.image), named("state", "available")]
        found = self._list("describe_images", "Images", Owners=[self._image_owner], Filters=filters)
        return max(found, key=lambda image: str(image["CreationDate"])) if found else {}

    def _is_protected(self) -> bool:
        what = {"InstanceId": self.instance_id, "Attribute": "disableApiTermination"}
        return bool(self._aws.call("ec2", "describe_instance_attribute", **what)["DisableApiTermination"]["Value"])

    def _has_key_pair(self) -> bool:
        name = self._wanted.key_pair
        return bool(name and self._list_key_pairs(name))

    def _list_key_pairs(self, name: str) -> list[Item]:
        filters = [named("key-name", name)]
        return t.cast("list[Item]", self._aws.call("ec2", "describe_key_pairs", Filters=filters)["KeyPairs"])

    def _subnet_zone(self) -> str | None:
        return self.subnet()["AvailabilityZone"] if self._wanted.subnet_id else None

    def _list(self, operation: str, key: str, **arguments: t.Any) -> list[Item]:
        return self._aws.pages("ec2", operation, key, **arguments)
