"""What it takes to have the host as it is wanted. Never stops, replaces, terminates or releases anything."""

from __future__ import annotations

import typing as t

from ..plan import UNKNOWN, Call, Change, refuse
from . import ec2_access
from .ec2_types import Actual, Address, Instance, Volume, Wanted

METADATA = {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"}
"""IMDSv2 only; with one hop its answers don't reach containers."""


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """All changes, in the order in which they are made."""
    refuse(problems(actual, wanted))
    host, instance = wanted.host, actual.instance
    return [
        *_key_pair(actual, wanted),
        *ec2_access.plan_security_group(
            actual.security_group,
            host,
            ec2_access.rules(wanted.admin_networks, wanted.web_networks),
            {**wanted.tags, "Name": host},
        ),
        *ec2_access.plan_role(actual.role, host, wanted.tags),
        *(_instance(instance, wanted) if instance else _new_instance(actual, wanted)),
        *_volume(actual.volume, instance, wanted),
        *_address(actual.address, instance, wanted),
    ]


def problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    """What can't be met, as whole sentences."""
    yield from several(actual, wanted)
    volume, instance = actual.volume, actual.instance
    if not instance and not actual.image:
        yield (
            f"This account sees no image named {wanted.image} in this region. "
            "Correct map_region, or let the account use Debian's images (*Allowed AMIs* in EC2's console)."
        )
    if volume and volume.size > wanted.data_gb:
        yield (
            f"The data volume {volume.id} has {volume.size} GB and can't shrink to {wanted.data_gb} GB. "
            f"Set host_data_gb to {volume.size} or more."
        )
    zone = instance.zone if instance else actual.subnet_zone
    if volume and zone and volume.zone != zone:
        yield (
            f"The data volume {volume.id} is in zone {volume.zone}, the host in {zone}, and they must be in one. "
            "Choose a subnet in the volume's zone, or make a volume there from a snapshot of it and move its tags."
        )
    if volume and volume.instance_id and volume.instance_id != (instance.id if instance else None):
        yield (
            f"The data volume {volume.id} is attached to {volume.instance_id}, which isn't the host. "
            "Detach it there, then run again."
        )


def several(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    """Who is the host, when there are two? A person must say."""
    for kind, ids in (("instances", actual.instances), ("data volumes", actual.volumes)):
        if len(ids) > 1:
            names = " and ".join(item.id for item in ids)
            yield (
                f"There are several {kind} of '{wanted.host}': {names}. Keep the right one and remove the tag "
                "map:environment from the others, or delete them."
            )


def _key_pair(actual: Actual, wanted: Wanted) -> list[Change]:
    if actual.instance or actual.key_pair or not wanted.key_pair:
        return []
    call = Call("import_key_pair", {"name": wanted.key_pair, "public_key": wanted.public_key, "tags": wanted.tags})
    return [Change("ec2", "create", f"key pair {wanted.key_pair}", None, {"public_key": wanted.public_key}, call)]


def _new_instance(actual: Actual, wanted: Wanted) -> list[Change]:
    after = {
        "image": wanted.image,
        "type": wanted.instance_type,
        "key_pair": wanted.key_pair,
        "root_gb": wanted.root_gb,
        "metadata": METADATA,
        "subnet": wanted.subnet_id or "a default one",
    }
    arguments = {
        "instance_type": wanted.instance_type,
        "key_pair": wanted.key_pair,
        "root_gb": wanted.root_gb,
        "metadata": METADATA,
        "zone": actual.volume.zone if actual.volume else None,
        "tags": wanted.tags,
    }
    target = f"instance {wanted.host}"
    changes = [Change("ec2", "create", target, None, after, Call("run_instance", arguments))]
    if wanted.termination_protection:
        changes.append(_update(wanted, "termination protection", False, True, "put_termination_protection"))
    return changes


def _instance(actual: Instance, wanted: Wanted) -> list[Change]:
    metadata = {key: actual.metadata.get(key) for key in METADATA}
    protection = wanted.termination_protection
    parts = [
        ("metadata options", metadata, METADATA, "put_metadata_options"),
        ("security groups", sorted(actual.groups), [wanted.host], "put_groups"),
        ("instance profile", actual.profile, wanted.host, "put_profile"),
        ("termination protection", actual.termination_protection, protection, "put_termination_protection"),
    ]
    changes = [_update(wanted, *part) for part in parts if part[1] != part[2]]
    tags = {**wanted.tags, "Name": wanted.host}
    return changes + ec2_access.plan_tags("instance", wanted.host, actual.tags, tags)


def _update(wanted: Wanted, what: str, before: t.Any, after: t.Any, method: str) -> Change:
    call = Call(method, {"value": after})
    return Change("ec2", "update", f"instance {wanted.host}: {what}", before, after, call)


def _volume(actual: Volume | None, instance: Instance | None, wanted: Wanted) -> list[Change]:
    name = f"{wanted.name}-data"
    tags = {**wanted.tags, "Name": name}
    changes: list[Change] = []
    if actual is None:
        after = {"size_gb": wanted.data_gb, "type": "gp3", "encrypted": True}
        call = Call("create_volume", {"size": wanted.data_gb, "tags": tags})
        changes.append(Change("ec2", "create", f"volume {name}", None, after, call))
    elif actual.size < wanted.data_gb:
        call = Call("grow_volume", {"size": wanted.data_gb})
        target = f"volume {name}: size in GB"
        changes.append(Change("ec2", "update", target, actual.size, wanted.data_gb, call))
    if actual is None or instance is None or actual.instance_id != instance.id:
        target = f"volume {name}: attachment"
        changes.append(Change("ec2", "update", target, None, wanted.host, Call("attach_volume")))
    return changes + (ec2_access.plan_tags("volume", name, actual.tags, tags) if actual else [])


def _address(actual: Address | None, instance: Instance | None, wanted: Wanted) -> list[Change]:
    host = wanted.host
    tags = {**wanted.tags, "Name": host}
    changes: list[Change] = []
    if actual is None:
        call = Call("allocate_address", {"tags": tags})
        changes.append(Change("ec2", "create", f"address {host}", None, {"address": UNKNOWN}, call))
    if actual is None or instance is None or actual.instance_id != instance.id:
        before = actual.instance_id if actual else None
        target = f"address {host}: association"
        changes.append(Change("ec2", "update", target, before, host, Call("associate_address")))
    return changes + (ec2_access.plan_tags("address", host, actual.tags, tags) if actual else [])


def notes(actual: Actual, wanted: Wanted) -> list[str]:
    """What people must hear, and what is not ours to change."""
    found: list[str] = []
    instance, volume, address = actual.instance, actual.volume, actual.address
    if instance:
        found += _about_instance(instance, actual, wanted)
    if volume and not volume.encrypted:
        found.append(
            f"The data volume {volume.id} is not encrypted, and a volume can't be encrypted later. "
            "Make an encrypted copy from a snapshot, move its tags to the copy, and run again."
        )
    for surplus in actual.addresses:
        if surplus != address:
            found.append(
                f"The address {surplus.ip} of '{wanted.host}' is not in use and costs money. "
                "Release it in the AWS console."
            )
    return found


def _about_instance(instance: Instance, actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    if instance.state in ("stopping", "stopped"):
        yield (
            f"The host {instance.id} is {instance.state} and stays so. "
            f"Start it with `aws ec2 start-instances --instance-ids {instance.id}`."
        )
    if instance.type != wanted.instance_type:
        yield (
            f"The host {instance.id} is of type {instance.type}, wanted is {wanted.instance_type}; the change needs a "
            "stop. Stop it, change the type in the AWS console, and start it when nobody works."
        )
    if wanted.key_pair and instance.key_pair != wanted.key_pair:
        yield (
            f"The host {instance.id} was made with another public key than the one in map_ssh_public_key. "
            "Add the new one to .ssh/authorized_keys there."
        )
    if actual.image and actual.image.id != instance.image_id:
        yield (
            f"A newer image than the host's {instance.image_id} is there: {actual.image.name} ({actual.image.id}). "
            "Updates reach the host by apt; only a new host would start from the image."
        )
