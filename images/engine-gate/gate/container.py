"""The whole of a new container."""

from __future__ import annotations

import re
import typing as t

from . import host_config
from .checks import Check, either, empty, flag, inside, only, table, texts, whole
from .mounts import targets
from .settings import Settings

REQUIRED = ("Image", "User", "Labels", "HostConfig")


def judge(person: str, body: t.Any, settings: Settings, images: frozenset[str]) -> str | None:
    """What is wrong with the body of a request for a person's container, or None."""
    problem = table("the container", body, _rules(person, settings, images), REQUIRED)
    if problem:
        return problem
    extra = set(body.get("Volumes") or {}) - targets(body["HostConfig"])
    return f"Volumes has {sorted(extra)[0]}, where nothing is mounted" if extra else None


def _rules(person: str, settings: Settings, images: frozenset[str]) -> dict[str, Check]:
    """Most of these docker-py sends with a value that means nothing. NetworkMode makes NetworkingConfig needless."""
    return {
        "Image": lambda value: None if isinstance(value, str) and value in images else "is not on the list of images",
        "User": only(settings.user),
        "Labels": only(settings.labels(person)),
        "HostConfig": lambda value: host_config.judge(value, settings, person),
        "Env": either(empty, _environment),
        "Cmd": either(empty, texts),
        "ExposedPorts": either(empty, _ports),
        "Volumes": either(empty, _paths),
        "WorkingDir": either(empty, inside),
        "Tty": only(False),
        "OpenStdin": only(False),
        "StdinOnce": only(False),
        "AttachStdin": only(False),
        "AttachStdout": flag,
        "AttachStderr": flag,
        "NetworkDisabled": only(False),
        "StopSignal": only(None, "SIGTERM", "SIGINT"),
        "StopTimeout": either(empty, whole(0, 600)),
        **dict.fromkeys(("Hostname", "Domainname", "Entrypoint", "NetworkingConfig", "MacAddress"), empty),
        **dict.fromkeys(("Healthcheck", "Runtime", "Shell", "OnBuild"), empty),
    }


def _environment(value: t.Any) -> str | None:
    problem = texts(value)
    if problem:
        return problem
    named = all(re.match(r"[A-Za-z_][A-Za-z0-9_]*=", text) for text in value)
    return None if named else "must be NAME=VALUE"


def _ports(value: t.Any) -> str | None:
    """Ports that the container's neighbours reach; none is published on the host."""
    plain = isinstance(value, dict) and all(re.fullmatch(r"\d{1,5}/tcp", port) for port in value)
    return None if plain and all(item in (None, {}) for item in value.values()) else "must be TCP ports"


def _paths(value: t.Any) -> str | None:
    plain = isinstance(value, dict) and all(item in (None, {}) for item in value.values())
    return None if plain else "must be paths"
