"""Networks and volumes of people, and whether what the engine has is a person's."""

from __future__ import annotations

import re
import typing as t

from .checks import Check, either, empty, flag, only, table
from .settings import Settings

_ALIAS = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


def judge_network(body: t.Any, settings: Settings) -> str | None:
    """What is wrong with a new network, or None. CheckDuplicate: or there could be two of one name."""
    person = settings.person_of(body.get("Name")) if isinstance(body, dict) else None
    if person is None:
        return "Name is not that of a person's network"
    rules: dict[str, Check] = {
        "Name": only(settings.user_name(person)),
        "Driver": only(None, "bridge"),
        "CheckDuplicate": only(True),
        "Internal": flag,
        "Labels": only(settings.labels(person)),
        **dict.fromkeys(("Options", "IPAM"), empty),
    }
    return table("the network", body, rules, ("Name", "CheckDuplicate", "Labels"))


def judge_volume(body: t.Any, settings: Settings) -> str | None:
    """What is wrong with a new volume, or None. A driver's options could mount any folder of the host; a size can't."""
    person = settings.person_of(body.get("Name"), settings.stack) if isinstance(body, dict) else None
    if person is None:
        return "Name is not that of a person's volume"
    quota = [only({"size": str(settings.volume_bytes)})] if settings.volume_bytes else []
    rules: dict[str, Check] = {
        "Name": only(settings.volume_name(person)),
        "Driver": only(None, "local"),
        "DriverOpts": either(empty, *quota),
        "Labels": only(settings.labels(person)),
    }
    return table("the volume", body, rules, ("Name", "Labels"))


def judge_joining(body: t.Any, settings: Settings, leaving: bool) -> str | None:
    """What is wrong with joining a container to a network, or taking it off; None if nothing."""
    rules: dict[str, Check] = {
        "Container": lambda name: None if name in settings.neighbours else "is not a neighbour of people's containers",
        **({"Force": flag} if leaving else {"EndpointConfig": either(empty, _endpoint)}),
    }
    return table("the request", body, rules, ("Container",))


def _endpoint(value: t.Any) -> str | None:
    def aliases(names: t.Any) -> str | None:
        plain = isinstance(names, list) and all(isinstance(name, str) and _ALIAS.fullmatch(name) for name in names)
        return None if plain and len(names) <= 10 else "must be at most 10 names"

    return table("", value, {"Aliases": either(empty, aliases)})


def judge_found(kind: str, found: t.Any, settings: Settings) -> str | None:
    """Why what the engine has (containers, networks or volumes, as it shows it) is no person's, or None."""
    name = str(found.get("Name", "")).removeprefix("/")
    person = settings.person_of(name, settings.stack if kind == "volumes" else "user")
    labels = (found.get("Config") or {}).get("Labels") if kind == "containers" else found.get("Labels")
    wanted = settings.labels(person) if person else {}
    if person is None or {key: (labels or {}).get(key) for key in wanted} != wanted:
        return f"this is not one of the {kind} of people of {settings.environment}"
    if kind == "volumes" and (found.get("Driver") != "local" or not _harmless(found.get("Options"))):
        return "this volume has options, and may be any folder of the host"
    return None


def _harmless(options: t.Any) -> bool:
    """No options, or a quota alone: of any size, because a volume keeps that of older settings."""
    if options in (None, {}):
        return True
    size = options.get("size") if isinstance(options, dict) and len(options) == 1 else None
    return isinstance(size, str) and re.fullmatch("[0-9]+", size) is not None
