"""What a host's engine, disks and certificates are like, as facts; pure."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ..plan import MapError

Facts = dict[str, t.Any]
T = t.TypeVar("T")
Answer: t.TypeAlias = T | MapError
"""What was read, or why it couldn't be."""


@dataclasses.dataclass(frozen=True)
class Container:
    """stack: to which it belongs, or the name of a run to its end; person: whose server it is, "" for a service
    health: healthy, unhealthy, starting, or "" where nothing checks it; started, image_made: None where not known"""

    name: str
    stack: str
    service: str
    person: str
    state: str
    health: str
    exit_code: int
    restarts: int
    made: datetime.datetime
    started: datetime.datetime | None
    image: str
    image_made: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Engine:
    """folder: where it keeps images, containers and volumes"""

    version: str
    folder: str
    containers: tuple[Container, ...]


@dataclasses.dataclass(frozen=True)
class Folder:
    """A folder's disk. measured: the folder that was asked, which is above it where it isn't there yet"""

    what: str
    path: str
    measured: str
    free: int
    total: int


@dataclasses.dataclass(frozen=True)
class Certificate:
    """what: whose it is; source: the file, or the address that showed it; ends: when, or why that isn't known"""

    what: str
    source: str
    ends: Answer[datetime.datetime]


@dataclasses.dataclass(frozen=True)
class Found:
    """All of a host, by its clock."""

    engine: Answer[Engine]
    folders: tuple[Answer[Folder], ...]
    certificates: tuple[Certificate, ...]
    now: datetime.datetime


def facts(found: Found, stacks: list[str]) -> Facts:
    """The three parts. stacks: those that are shown even if they have no container"""
    return {
        "services": _services(found.engine, stacks, found.now),
        "disk": _disk(found.folders),
        "certificates": {"certificates": [_certificate(one, found.now) for one in found.certificates], "problem": ""},
    }


def unread(problem: str) -> Facts:
    """The facts of a host that can't be asked at all."""
    return {
        "services": _no_services(problem),
        "disk": {"folders": [], "problem": problem},
        "certificates": {"certificates": [], "problem": problem},
    }


def _no_services(problem: str) -> Facts:
    nobody = {"running": None, "all": None}
    return {"engine_version": "", "stacks": {}, "people_servers": nobody, "problem": problem}


def _services(engine: Answer[Engine], stacks: list[str], now: datetime.datetime) -> Facts:
    if isinstance(engine, MapError):
        return _no_services(str(engine))
    rows: dict[str, list[Facts]] = {stack: [] for stack in stacks}
    for container in sorted(engine.containers, key=lambda one: (one.stack, one.name)):
        if not container.person:
            rows.setdefault(container.stack, []).append(_container(container, now))
    servers = [container for container in engine.containers if container.person]
    return {
        "engine_version": engine.version,
        "stacks": rows,
        "people_servers": {
            "running": sum(container.state == "running" for container in servers),
            "all": len(servers),
        },
        "problem": "",
    }


def _container(container: Container, now: datetime.datetime) -> Facts:
    running = container.state == "running"
    return {
        "name": container.name,
        "service": container.service,
        "state": container.state,
        "health": container.health,
        "exit_code": None if running else container.exit_code,
        "restarts": container.restarts,
        "age_seconds": _age(container.made, now),
        "up_seconds": _age(container.started, now) if running else None,
        "image": container.image,
        "image_age_seconds": _age(container.image_made, now),
    }


def _age(moment: datetime.datetime | None, now: datetime.datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))


def _disk(folders: tuple[Answer[Folder], ...]) -> Facts:
    problem = " ".join(str(folder) for folder in folders if isinstance(folder, MapError))
    rows = [
        {
            "what": folder.what,
            "path": folder.path,
            "exists": folder.path == folder.measured,
            "free_bytes": folder.free,
            "total_bytes": folder.total,
        }
        for folder in folders
        if not isinstance(folder, MapError)
    ]
    return {"folders": rows, "problem": problem}


def _certificate(certificate: Certificate, now: datetime.datetime) -> Facts:
    row: Facts = {"what": certificate.what, "source": certificate.source, "ends": "", "days_left": None, "problem": ""}
    if isinstance(certificate.ends, MapError):
        return {**row, "problem": str(certificate.ends)}
    return {**row, "ends": certificate.ends.strftime("%Y-%m-%d %H:%M:%SZ"), "days_left": (certificate.ends - now).days}
