"""The door to an environment's AWS account, as its settings say."""

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


def door(values: dict[str, t.Any], *services: str) -> t.Any:
    """clients/aws.py of the collection, which checks the account first. Raises MapctlError."""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws import Aws  # noqa: PLC0415
    from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError  # noqa: PLC0415

    try:
        return Aws(options(values), services)
    except MapError as error:
        raise MapctlError(str(error)) from error


def host_address(values: dict[str, t.Any]) -> str:
    """The address of the environment's EC2 host; "" where there is none."""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError  # noqa: PLC0415
    from ansible_collections.mesoscale.map.plugins.module_utils.specs import ec2_host  # noqa: PLC0415

    try:
        address = ec2_host.run({"aws": options(values), "state": "read", "assume_empty": False}, check=True)["address"]
    except MapError as error:
        raise MapctlError(str(error)) from error
    return "" if address == UNKNOWN else str(address)
