"""host_status: containers, disks and certificates of a host, in one task; it changes nothing."""

from __future__ import annotations

import typing as t
import urllib.parse

from ..clients.host_status import HostStatus
from ..converge import report
from ..plans.host_status import facts

ARGUMENTS: dict[str, t.Any] = {
    "environment": {"type": "str", "required": True},
    "root": {"type": "path", "required": True},
    "urls": {"type": "list", "elements": "str", "default": []},
    "stacks": {"type": "list", "elements": "str", "default": []},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:  # noqa: ARG001 (it only reads)
    """Look at this host. Result: status, with the parts services, disk and certificates."""
    found = HostStatus(params["environment"], params["root"], dict(map(_site, params["urls"]))).read()
    return {**report([]), "status": facts(found, params["stacks"])}


def _site(url: str) -> tuple[str, int]:
    """Name and port of an address."""
    parts = urllib.parse.urlsplit(url)
    return parts.hostname or url, parts.port or 443
