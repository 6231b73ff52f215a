"""What a person's container may see of the host: the person's volume, and files of the person's folder, read-only."""

from __future__ import annotations

import posixpath
import re
import typing as t

from .checks import Check, inside, only, table
from .settings import Settings

_TMPFS = re.compile(r"(?:rw|nosuid|nodev|noexec|exec|size=\d+[kmg]?|mode=0?[0-7]{3,4}|uid=\d+|gid=\d+)")


def bind(settings: Settings, person: str) -> Check:
    """An item of Binds: SOURCE:TARGET[:MODE]."""

    def check(value: t.Any) -> str | None:
        parts = value.split(":") if isinstance(value, str) else []
        if len(parts) not in (2, 3) or parts[2:] not in ([], ["rw"], ["ro"]):
            return "must be SOURCE:TARGET, SOURCE:TARGET:rw or SOURCE:TARGET:ro"
        return _source(parts[0], parts[2:] == ["ro"], settings, person) or inside(parts[1])

    return check


def mount(settings: Settings, person: str) -> Check:
    """An item of Mounts."""

    def check(value: t.Any) -> str | None:
        rules = {
            "Type": only("bind", "volume"),
            "Source": lambda _: None,
            "Target": inside,
            "ReadOnly": only(True, False),
        }
        problem = table("a mount", value, rules, ("Type", "Source", "Target"))
        if problem:
            return f"are wrong: {problem}"
        source = value["Source"]
        if not isinstance(source, str) or source.startswith("/") != (value["Type"] == "bind"):
            return "must name a path for a bind, and else a volume"
        return _source(source, value.get("ReadOnly") is True, settings, person)

    return check


def _source(source: str, read_only: bool, settings: Settings, person: str) -> str | None:
    if source == settings.volume_name(person):
        return None
    folder = f"{settings.people_folder}/{person}/"
    plain = re.fullmatch(r"(?:/[\w.@+-]+)+", source) and posixpath.normpath(source) == source
    if not plain or not source.startswith(folder):
        return f"may only have the volume {settings.volume_name(person)} and what is in {folder}"
    return None if read_only else "must be read-only for files of the host"


def volumes_used(host: dict[str, t.Any]) -> set[str]:
    """The names of volumes that a HostConfig, which was judged already, mounts."""
    named = {item.split(":")[0] for item in host.get("Binds") or []}
    named |= {item["Source"] for item in host.get("Mounts") or []}
    return {name for name in named if not name.startswith("/")}


def targets(host: dict[str, t.Any]) -> set[str]:
    """Where a HostConfig, which was judged already, mounts something."""
    return {item.split(":")[1] for item in host.get("Binds") or []} | {
        item["Target"] for item in host.get("Mounts") or []
    }


def tmpfs(value: t.Any) -> str | None:
    """Folders in memory, which count as the container's memory."""
    if not isinstance(value, dict):
        return "must be an object"
    for target, options in value.items():
        if inside(target):
            return inside(target)
        if not isinstance(options, str) or not all(_TMPFS.fullmatch(o) for o in options.split(",") if options):
            return "has an option that is not allowed"
    return None
