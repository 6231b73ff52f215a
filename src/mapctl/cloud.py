"""Access to an environment's AWS account, as its settings say."""

from __future__ import annotations

import typing as t

from . import place
from .errors import MapctlError

_GIVEN = ("account_id", "region")
_OPTIONAL = ("endpoint", "ca_file", "profile", "access_key_id", "secret_access_key")


def options(values: dict[str, t.Any]) -> dict[str, t.Any]:
    """The option `aws` of the collection's modules. values: the environment's settings"""
    return {
        "environment": values["map_environment"],
        **{name: values[f"map_{name}"] for name in _GIVEN},
        **{name: values.get(f"map_aws_{name}") or "" for name in _OPTIONAL},
    }


def connect(values: dict[str, t.Any], *services: str) -> t.Any:
    """clients/aws.py of the collection, which checks the account first. Raises MapctlError."""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws import Aws  # noqa: PLC0415
    from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError  # noqa: PLC0415

    try:
        return Aws(options(values), services)
    except MapError as error:
        raise MapctlError(str(error)) from error


def host(values: dict[str, t.Any]) -> dict[str, str] | None:
    """name, address and instance_id of the environment's EC2 host; None where there is none."""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError  # noqa: PLC0415
    from ansible_collections.mesoscale.map.plugins.module_utils.specs import ec2_host  # noqa: PLC0415

    try:
        defaults = {name: option.get("default") for name, option in ec2_host.ARGUMENTS.items()}
        found = ec2_host.run({**defaults, "aws": options(values), "state": "read"}, check=True)
    except MapError as error:
        raise MapctlError(str(error)) from error
    known = {"name": f"map-{values['map_environment']}-host", **{key: found[key] for key in ("address", "instance_id")}}
    return None if UNKNOWN in known.values() else known
