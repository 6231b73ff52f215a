"""AWS's words for the parts of a host, as the plan's, and back."""

from __future__ import annotations

import typing as t

from ..plans.ec2_access import Role, Rule, SecurityGroup
from ..plans.ec2_types import Address, Instance, Volume

Tags = dict[str, str]

GONE = ("shutting-down", "terminated")
DEVICE = "/dev/sdf"
"""Where the data volume is attached, in EC2's naming; the host sees it as an NVMe disk."""

PEERS = (
    ("IpRanges", "CidrIp"),
    ("Ipv6Ranges", "CidrIpv6"),
    ("UserIdGroupPairs", "GroupId"),
    ("PrefixListIds", "PrefixListId"),
)


def named(name: str, *values: str) -> dict[str, t.Any]:
    """A filter of EC2's."""
    return {"Name": name, "Values": list(values)}


def pairs(tags: Tags) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_of(thing: dict[str, t.Any]) -> Tags:
    return {tag["Key"]: tag["Value"] for tag in thing.get("Tags", [])}


def specification(tags: Tags, *kinds: str) -> list[dict[str, t.Any]]:
    """Tags that are given in the request which makes the thing."""
    return [{"ResourceType": kind, "Tags": pairs(tags)} for kind in kinds]


def is_host(item: dict[str, t.Any], tags: dict[str, str], profile: str) -> bool:
    """By its tags; and by its instance profile, so that a host whose tags someone took away isn't made twice."""
    return tagged(item, tags) or _profile(item) == profile


def tagged(item: dict[str, t.Any], tags: dict[str, str]) -> bool:
    return tags.items() <= tags_of(item).items()


def instance(item: dict[str, t.Any], termination_protection: bool) -> Instance:
    return Instance(
        id=item["InstanceId"],
        state=item["State"]["Name"],
        type=item["InstanceType"],
        zone=item["Placement"]["AvailabilityZone"],
        image_id=item["ImageId"],
        key_pair=item.get("KeyName"),
        metadata=item.get("MetadataOptions", {}),
        groups=tuple(group["GroupName"] for group in item.get("SecurityGroups", [])),
        profile=_profile(item),
        termination_protection=termination_protection,
        tags=tags_of(item),
        data_volume=_data_volume(item),
    )


def volume(item: dict[str, t.Any], gone: t.Container[str]) -> Volume:
    """gone: ids of terminated instances; they let go of it by themselves."""
    holders = [held["InstanceId"] for held in item.get("Attachments", []) if held["InstanceId"] not in gone]
    return Volume(
        id=item["VolumeId"],
        size=item["Size"],
        zone=item["AvailabilityZone"],
        encrypted=item["Encrypted"],
        instance_id=holders[0] if holders else None,
        tags=tags_of(item),
    )


def is_data_volume(item: dict[str, t.Any], tags: dict[str, str], instance_id: str) -> bool:
    """By its tags; and by its place at the host."""
    held = any(at["InstanceId"] == instance_id and at["Device"] == DEVICE for at in item.get("Attachments", []))
    return held or (tagged(item, tags) and item["State"] not in ("deleting", "deleted"))


def address(item: dict[str, t.Any]) -> Address:
    return Address(item["PublicIp"], item.get("InstanceId") or None, tags_of(item))


def _data_volume(item: dict[str, t.Any]) -> str:
    """At its own place; or, if somebody attached it at another, the only one beside the root volume."""
    held = {at["DeviceName"]: at["Ebs"]["VolumeId"] for at in item.get("BlockDeviceMappings", []) if "Ebs" in at}
    others = [volume for device, volume in held.items() if device != item.get("RootDeviceName")]
    return str(held.get(DEVICE) or (others[0] if len(others) == 1 else ""))


def _profile(item: dict[str, t.Any]) -> str | None:
    arn = item.get("IamInstanceProfile", {}).get("Arn")
    return str(arn).rpartition("/")[2] if arn else None


def role(details: dict[str, t.Any]) -> Role:
    name = details["RoleName"]
    return Role(
        trust=details["AssumeRolePolicyDocument"],
        attached=tuple(item["PolicyArn"] for item in details.get("AttachedManagedPolicies", [])),
        policies={item["PolicyName"]: item["PolicyDocument"] for item in details.get("RolePolicyList", [])},
        has_profile=any(item["InstanceProfileName"] == name for item in details.get("InstanceProfileList", [])),
    )


def security_group(details: dict[str, t.Any]) -> SecurityGroup:
    both = (("in", "IpPermissions"), ("out", "IpPermissionsEgress"))
    rules = frozenset(rule for way, key in both for item in details.get(key, []) for rule in _rules(way, item))
    return SecurityGroup(details["GroupId"], rules, tags_of(details))


def _rules(direction: t.Any, item: dict[str, t.Any]) -> t.Iterator[Rule]:
    for key, part in PEERS:
        for peer in item.get(key, []):
            yield Rule(direction, item["IpProtocol"], item.get("FromPort"), item.get("ToPort"), peer[part])
