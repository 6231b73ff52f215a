"""ec2_host: the machine of an environment and all that belongs to it, in one task."""

from __future__ import annotations

import typing as t

from ..clients import aws, ec2_host
from ..converge import converge, report
from ..plan import UNKNOWN, MapError, refuse
from ..plans.ec2_host import notes, plan, several
from ..plans.ec2_types import Actual, Image, Wanted

DEBIAN = "136693071363"
"""The AWS account in which Debian publishes its images."""

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "state": {"type": "str", "choices": ["present", "read"], "default": "present"},
    "instance_type": {"type": "str", "default": "m6a.2xlarge"},
    "public_key": {"type": "str", "default": ""},
    "admin_networks": {"type": "list", "elements": "str", "default": []},
    "web_networks": {"type": "list", "elements": "str", "default": ["0.0.0.0/0", "::/0"]},
    "root_gb": {"type": "int", "default": 30},
    "data_gb": {"type": "int", "default": 200},
    "termination_protection": {"type": "bool", "default": True},
    "subnet_id": {"type": "str", "default": ""},
    "image_name": {"type": "str", "default": "debian-13-amd64-*"},
    "image_owner": {"type": "str", "default": DEBIAN},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the host to what is wanted, or only find it. Result: address, three ids, notes."""
    wanted = _wanted(params)
    client = None
    if not aws.nothing_there(params, check):
        client = ec2_host.Client(params["aws"], wanted, params["image_owner"])
    if params["state"] == "read":
        return {**report([]), **(_known(client.read_address(), wanted) if client else _facts(Actual()))}
    nothing = Actual(image=Image(UNKNOWN, params["image_name"]))

    return converge(
        read=lambda: client.read() if client else nothing,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {**_facts(actual), "notes": notes(actual, wanted)},
        settle=aws.SETTLE,
    )


def _wanted(params: dict[str, t.Any]) -> Wanted:
    same = ("instance_type", "root_gb", "data_gb", "termination_protection", "subnet_id")
    return Wanted(
        name=f"map-{params['aws']['environment']}",
        tags=aws.tags(params["aws"]),
        public_key=params["public_key"].strip(),
        admin_networks=tuple(params["admin_networks"]),
        web_networks=tuple(params["web_networks"]),
        image=params["image_name"],
        **{name: params[name] for name in same},
    )


def _known(actual: Actual, wanted: Wanted) -> dict[str, t.Any]:
    """The facts of a host that must be there."""
    refuse(several(actual, wanted))
    if not actual.instance or not actual.address:
        missing = "its address" if actual.instance else "the host"
        raise MapError(
            f"AWS has no '{wanted.host}': {missing} is missing. Make it with the playbook provision, then run again."
        )
    return _facts(actual)


def _facts(actual: Actual) -> dict[str, t.Any]:
    instance, address, group, volume = actual.instance, actual.address, actual.security_group, actual.volume
    return {
        "address": address.ip if address else UNKNOWN,
        "instance_id": instance.id if instance else UNKNOWN,
        "security_group_id": group.id if group else UNKNOWN,
        "data_volume_id": volume.id if volume else (instance.data_volume if instance else "") or UNKNOWN,
    }
