"""Makes and changes the host of one environment."""

from __future__ import annotations

import functools
import typing as t

from ..plan import MapError
from ..plans.ec2_types import Actual, Wanted
from .aws import Aws
from .ec2_disks import Disks
from .ec2_find import Finder, Item
from .ec2_read import GONE, Tags, named, pairs, specification

_NEW_PROFILE = ("Invalid IAM Instance Profile", "has no associated IAM Roles")


class Client(Disks):
    """The host of one environment. Its methods are the calls of plans/ec2_host.py.

    options: the `aws` option of a module; image_owner: the account whose images are taken.
    """

    def __init__(self, options: dict[str, t.Any], wanted: Wanted, image_owner: str) -> None:
        aws = Aws(options, ["ec2", "iam"])
        super().__init__(aws, Finder(aws, wanted, image_owner), wanted)

    def read(self) -> Actual:
        return self._found.read()

    def read_address(self) -> Actual:
        return self._found.read_address()

    def run_instance(
        self, *, instance_type: str, key_pair: str | None, root_gb: int, metadata: Item, zone: str | None, tags: Tags
    ) -> None:
        """Start an instance, in the data volume's zone if there is one, and wait until it runs."""
        root = {"VolumeSize": root_gb, "VolumeType": "gp3", "Encrypted": True, "DeleteOnTermination": True}
        where: Item = {"Placement": {"AvailabilityZone": zone}} if zone else {}
        if self._wanted.subnet_id:
            where = {"SubnetId": self._wanted.subnet_id}
        named_tags = {**tags, "Name": self._wanted.host}
        arguments = {
            "ImageId": self._found.image["ImageId"],
            "InstanceType": instance_type,
            "MinCount": 1,
            "MaxCount": 1,
            "SecurityGroupIds": [self._found.group_id],
            "IamInstanceProfile": {"Name": self._wanted.host},
            "MetadataOptions": metadata,
            "BlockDeviceMappings": [{"DeviceName": self._found.image["RootDeviceName"], "Ebs": root}],
            "TagSpecifications": specification(named_tags, "instance", "volume", "network-interface"),
            **({"KeyName": key_pair} if key_pair else {}),
            **where,
        }
        self._found.instance_id = self._launch(arguments)
        self._settled()

    def put_metadata_options(self, value: Item) -> None:
        self._ec2("modify_instance_metadata_options", InstanceId=self._found.instance_id, **value)

    def put_termination_protection(self, value: bool) -> None:
        self._modify_instance(DisableApiTermination={"Value": value})

    def put_groups(self, value: list[str]) -> None:  # noqa: ARG002 (there is one, and its id is known)
        self._modify_instance(Groups=[self._found.group_id])

    def put_profile(self, value: str) -> None:
        """Give the instance this profile in place of the one that it has, if any."""
        filters = [named("instance-id", self._found.instance_id), named("state", "associating", "associated")]
        operation = "describe_iam_instance_profile_associations"
        held = self._aws.pages("ec2", operation, "IamInstanceProfileAssociations", Filters=filters)
        which: Item = {"AssociationId": held[0]["AssociationId"]} if held else {"InstanceId": self._found.instance_id}
        verb = "replace_iam_instance_profile_association" if held else "associate_iam_instance_profile"
        self._with_profile(lambda: self._ec2(verb, IamInstanceProfile={"Name": value}, **which))

    def allocate_address(self, tags: Tags) -> None:
        arguments = {"Domain": "vpc", "TagSpecifications": specification(tags, "elastic-ip")}
        made = self._aws.once("ec2", "allocate_address", self._found.find_address, **arguments)
        if made:
            self._found.allocation_id = made["AllocationId"]

    def associate_address(self) -> None:
        self._settled()
        what = {"AllocationId": self._found.allocation_id, "InstanceId": self._found.instance_id}
        self._aws.call_new("ec2", "associate_address", AllowReassociation=True, **what)

    def put_tags(self, kind: str, tags: Tags) -> None:
        ids = {
            "instance": self._found.instance_id,
            "volume": self._found.volume_id,
            "address": self._found.allocation_id,
            "security group": self._found.group_id,
        }
        self._ec2("create_tags", Resources=[ids[kind]], Tags=pairs(tags))

    def _launch(self, arguments: Item) -> str:
        """Start one instance. The token is the same when a run is repeated, so that a lost answer makes no second one;
        an instance that the operator terminated since makes it another. AWS lists that one for an hour and knows its
        token for a day, so that the token may also be one that AWS has from other arguments."""
        for number in range(20):
            token = self._token("instance", *self._found.terminated, str(number))
            made = self._with_profile(functools.partial(self._run, arguments, token))
            if made and made["State"]["Name"] not in GONE:
                return str(made["InstanceId"])
        raise MapError(f"AWS started no instance '{self._wanted.host}'. Look at EC2 in the console, then run again.")

    def _run(self, arguments: Item, token: str) -> Item:
        gone = {"IdempotentInstanceTerminated", "IdempotentParameterMismatch"}
        answer = self._aws.call_new("ec2", "run_instances", absent=gone, ClientToken=token, **arguments)
        return answer["Instances"][0] if answer else {}

    def _with_profile(self, use: t.Callable[[], Item]) -> Item:
        """EC2 knows a new instance profile, and then the role in it, only seconds after IAM does."""
        made: Item = {}

        def done() -> bool:
            try:
                made.update(use())
            except MapError as error:
                if any(words in str(error) for words in _NEW_PROFILE):
                    return False
                raise
            return True

        self._aws.wait(f"EC2 to know the instance profile {self._wanted.host}", done, 120)
        return made

    def _modify_instance(self, **arguments: t.Any) -> None:
        self._ec2("modify_instance_attribute", InstanceId=self._found.instance_id, **arguments)
