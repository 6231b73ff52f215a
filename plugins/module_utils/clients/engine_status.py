"""Asks this host's engine for the containers of an environment, with the standard library only."""

from __future__ import annotations

import datetime
import json
import typing as t
import urllib.parse

from ..plan import MapError
from ..plans.host_status import Container, Engine
from .engine_socket import EngineSocket

EDGE = "edge"
"""The stack that browsers reach."""

Item = dict[str, t.Any]


def read(environment: str) -> tuple[Engine, list[tuple[str, int]]]:
    """The engine with the environment's containers; and where the reverse proxy is published, as (address, port)."""
    engine = EngineSocket()
    version = engine.version()
    if not version:
        raise MapError("No container engine answers. Start it, or install it with playbooks/docker.yml.")
    words = urllib.parse.quote(json.dumps({"label": [f"map.environment={environment}"]}))
    listed = engine.get(f"/containers/json?all=1&filters={words}") or []
    asked = [(one, _more(engine, one)) for one in listed]
    images = {one["ImageID"]: _image_made(engine, one["ImageID"]) for one in listed}
    containers = tuple(_container(one, more, images[one["ImageID"]]) for one, more in asked)
    proxies = [one for one in listed if _label(one, "map.stack") == EDGE and one["State"] == "running"]
    folder = engine.get("/info")["DockerRootDir"]
    return Engine(version, folder, containers), [place for proxy in proxies for place in _published(proxy)]


def _more(engine: EngineSocket, listed: Item) -> Item:
    """What only a look at the container itself tells; people's servers, which may be many, are only counted."""
    return {} if _label(listed, "map.person") else engine.get(f"/containers/{listed['Id']}/json") or {}


def _image_made(engine: EngineSocket, identity: str) -> datetime.datetime | None:
    """None where the image was removed while its container lives."""
    found = engine.get(f"/images/{identity}/json")
    return _moment(found["Created"]) if found else None


def _container(listed: Item, more: Item, image_made: datetime.datetime | None) -> Container:
    state = more.get("State", {})
    return Container(
        name=listed["Names"][0].lstrip("/"),
        stack=_label(listed, "map.stack") or _label(listed, "map.run"),
        service=_label(listed, "com.docker.compose.service"),
        person=_label(listed, "map.person"),
        state=listed["State"],
        health=state.get("Health", {}).get("Status", "").replace("none", ""),
        exit_code=state.get("ExitCode", 0),
        restarts=more.get("RestartCount", 0),
        made=datetime.datetime.fromtimestamp(listed["Created"], datetime.UTC),
        started=_moment(state.get("StartedAt", "")),
        image=listed["Image"],
        image_made=image_made,
    )


def _published(listed: Item) -> list[tuple[str, int]]:
    """The addresses and TCP ports of this host at which a container answers."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (as the engine writes it)  # nosec B104
    ports = [port for port in listed["Ports"] if port.get("PublicPort") and port["Type"] == "tcp"]
    return [(everywhere.get(port["IP"], port["IP"]), port["PublicPort"]) for port in ports]


def _label(listed: Item, name: str) -> str:
    return str((listed["Labels"] or {}).get(name, ""))


def _moment(stamp: str) -> datetime.datetime | None:
    """None for what never was, which the engine gives the year 1."""
    found = datetime.datetime.fromisoformat(stamp) if stamp else None
    return found if found and found.year > 1970 else None
