"""How ssh knows that it talks to the environment's own host, and what to do when it doesn't."""

from __future__ import annotations

import shlex
import typing as t

from . import cloud, place
from .errors import MapctlError


def pinned(environment: place.Environment, values: dict[str, t.Any], host: dict[str, str]) -> list[str]:
    """Options with which ssh takes the pinned keys of the EC2 host and no others. host: as cloud.host gives it"""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError  # noqa: PLC0415
    from ansible_collections.mesoscale.map.plugins.module_utils.specs import ssh_host_keys  # noqa: PLC0415

    file = str(environment.folder / ".known_hosts")
    params = {"aws": cloud.options(values), "state": "read", "file": file, "hosts": [host], "wait_seconds": 0}
    try:
        return shlex.split(ssh_host_keys.run(params, check=True)["ssh_arguments"][host["name"]])
    except MapError as error:
        raise MapctlError(str(error)) from error


def unreached(said: str) -> str:
    """Why the host can't be reached, and what to do about it. said: by ssh, or by Ansible of it"""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils import ssh_faults  # noqa: PLC0415

    return ssh_faults.unreached(said)
