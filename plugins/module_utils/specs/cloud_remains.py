"""cloud_remains: remove all that an environment has in AWS."""

from __future__ import annotations

import typing as t

from ..clients import aws
from ..clients.cloud_remains import Client
from ..converge import converge
from ..plan import MapError
from ..plans.cloud_remains import Actual, notes, plan

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "confirm": {"type": "str", "required": True},
    "buckets": {"type": "list", "elements": "str", "required": True},
    "dns_names": {"type": "list", "elements": "str", "default": []},
    "dns_zone": {"type": "str", "default": ""},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Remove everything. Result: kept, the last copies, which stay; notes."""
    name = params["aws"]["environment"]
    if params["confirm"] != name:
        said = f"'{params['confirm']}' was confirmed" if params["confirm"] else "nothing was confirmed"
        raise MapError(
            f"This removes the environment '{name}' from AWS, but {said}. "
            f"Confirm it by its name: --extra-vars destroy_environment={name}."
        )
    client: Client | None = None
    if not aws.nothing_there(params, check):
        names = [item.rstrip(".").lower() for item in params["dns_names"]]
        zone = params["dns_zone"].removeprefix("/hostedzone/").rstrip(".")
        client = Client(params["aws"], params["buckets"], names, zone)
    return converge(
        read=client.read if client else Actual,
        plan=lambda actual: plan(actual, name),
        client=client,
        check=check,
        describe=lambda actual: {
            "kept": [{"kind": item.kind, "id": item.id, "of": item.of} for item in actual.kept],
            "notes": notes(actual, name),
        },
        settle=aws.SETTLE,
    )
