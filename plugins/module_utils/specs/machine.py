"""The argument spec of machine, and its run."""

from __future__ import annotations

import typing as t

from ..clients.machine import Machine
from ..converge import converge
from ..plan import UNKNOWN, MapError
from ..plans.config_files import WantedFile, keyed_digest
from ..plans.machine import notes, plan
from ..plans.machine_types import Actual, ActualVolume, Wanted, WantedUnit, WantedVolume

FILE: dict[str, t.Any] = {
    "path": {"type": "str", "required": True},
    "content": {"type": "str", "required": True},
    "mode": {"type": "str", "default": "0644"},
    "check": {"type": "list", "elements": "str", "default": []},
}
UNIT: dict[str, t.Any] = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["active", "inactive"], "default": "active"},
    "in_container": {"type": "bool", "default": True},
    "files": {"type": "list", "elements": "str", "default": []},
    "refresh": {"type": "str", "choices": ["reload", "restart", "next_start"], "default": "next_start"},
}
FIREWALL: dict[str, t.Any] = {
    "file": {"type": "str", "required": True},
    "table": {"type": "str", "required": True},
    "unit": {"type": "str", "required": True},
}
ARGUMENTS: dict[str, t.Any] = {
    "packages": {"type": "list", "elements": "str", "default": []},
    "files": {"type": "list", "elements": "dict", "default": [], "options": FILE},
    "units": {"type": "list", "elements": "dict", "default": [], "options": UNIT},
    "volume_id": {"type": "str", "default": ""},
    "volume_folder": {"type": "str", "default": "/srv"},
    "firewall": {"type": "dict", "options": FIREWALL},
    "conflicts": {"type": "list", "elements": "str", "default": []},
    "user": {"type": "str", "default": ""},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the host's system to what is wanted."""
    contents = {file["path"]: file["content"].encode() for file in params["files"]}
    checks = {file["path"]: file["check"] for file in params["files"] if file["check"]}
    wanted, firewall = _wanted(params), params["firewall"]
    if params["volume_id"] == UNKNOWN and not check:
        raise MapError(
            "The host has no data volume attached. Make or attach it with the playbook provision, then run again."
        )
    client = None
    if not (check and params["assume_empty"]):
        client = Machine(wanted, contents, checks, (firewall["file"], firewall["table"]) if firewall else None)
    return converge(
        read=client.read_all if client else lambda: Actual(volume=ActualVolume(device=UNKNOWN)),
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {"notes": notes(actual)},
    )


def _wanted(params: dict[str, t.Any]) -> Wanted:
    return Wanted(
        packages=tuple(params["packages"]),
        files=tuple(map(_file, params["files"])),
        units=tuple(WantedUnit(**{**unit, "files": tuple(unit["files"])}) for unit in params["units"]),
        volume=WantedVolume(params["volume_id"], params["volume_folder"]) if params["volume_id"] else None,
        firewall_unit=params["firewall"]["unit"] if params["firewall"] else "",
        conflicts=tuple(params["conflicts"]),
        user=params["user"],
    )


def _file(file: dict[str, t.Any]) -> WantedFile:
    content = file["content"]
    digest = UNKNOWN if UNKNOWN in content else keyed_digest("", content.encode())
    return WantedFile(file["path"], digest, file["mode"], "0:0", content)
