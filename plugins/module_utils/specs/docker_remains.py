"""docker_remains: remove all that an environment has in this host's container engine."""

from __future__ import annotations

import typing as t

from ..clients.docker_remains import Client
from ..converge import converge
from ..plan import MapError
from ..plans.docker_remains import plan

ARGUMENTS: dict[str, t.Any] = {
    "environment": {"type": "str", "required": True},
    "confirm": {"type": "str", "required": True},
    "images": {"type": "bool", "default": True},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Remove containers, networks, volumes and images. Result: others, the environments that also live here."""
    name = params["environment"]
    if params["confirm"] != name:
        raise MapError(
            f"This removes the environment '{name}' and all its data, but '{params['confirm']}' was confirmed. "
            f"Confirm it by its name: --extra-vars destroy_environment={name}."
        )
    client = Client(name)
    return converge(
        read=client.read,
        plan=lambda remains: plan(remains, images=params["images"]),
        client=client,
        check=check,
        describe=lambda actual: {"others": list(actual.others)},
    )
