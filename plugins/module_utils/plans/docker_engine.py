"""What has to happen so that a container engine with compose answers on a host; pure."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import typing as t

from ..plan import Call, Change, refuse

LOWEST_COMPOSE = (2, 26)
SETTINGS = "/etc/docker/daemon.json"
FOLDER = "/var/lib/docker"
"""Where Docker keeps its data unless it is told otherwise."""


@dataclasses.dataclass(frozen=True)
class Wanted:
    """packages: Debian's release number -> what to install where no engine answers

    host_packages: wanted on every host, such as the Python packages that our modules use
    compose: package of the Python index that brings compose, as name==version, where nothing else does
    settings: of the engine, where we install it; volume_folder: where a data volume is to be mounted, "" without one
    """

    environment: str
    packages: dict[str, list[str]]
    host_packages: list[str]
    compose: str
    settings: dict[str, t.Any]
    volume_folder: str = ""

    @property
    def network(self) -> str:
        return f"map-{self.environment}"


@dataclasses.dataclass(frozen=True)
class Actual:
    """engine, compose: versions, "" when they don't answer; command: whether there is a `docker` command

    release: Debian's number, "" for testing and unstable, None where it isn't Debian
    networks: name -> environment that it was made for; process: the engine that we started without init system, or 0
    running: containers of anyone that run; folder: of the engine's data; has_data: an engine was there once
    mounted: whether the volume is where it is to be
    """

    engine: str = ""
    compose: str = ""
    command: bool = False
    release: str | None = None
    root: bool = True
    pip: bool = True
    packages: frozenset[str] = frozenset()
    has_settings: bool = False
    networks: dict[str, str] = dataclasses.field(default_factory=dict)
    process: int = 0
    running: int = 0
    folder: str = FOLDER
    has_data: bool = False
    mounted: bool = True


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """Changes that make engine, compose and the environment's network answer. An engine that answers stays as it is."""
    compose_here = _compose_answers(actual)
    wants = [] if actual.engine else _engine_packages(actual, wanted)
    by_wheel = not compose_here and "docker-compose" not in set(wants) - actual.packages
    wants = [*wants, *wanted.host_packages, *(["python3-pip"] if by_wheel and not actual.pip else [])]
    missing = [name for name in dict.fromkeys(wants) if name not in actual.packages]
    own = not actual.engine and "docker.io" in missing and not actual.has_settings
    changes = [
        *(_settings(wanted) if own else []),
        *(
            [_change("packages", sorted(actual.packages & set(wants)), missing, "install", names=missing)]
            if missing
            else []
        ),
        *([] if actual.engine else [_change("container engine", "doesn't answer", "answers", "start")]),
        *([_change("compose plugin", actual.compose or None, wanted.compose, "install_compose")] if by_wheel else []),
    ]
    refuse(
        [
            *_problems(actual, wanted, needs_root=bool(changes)),
            *_moved(actual, wanted, new=own),
            *_unmounted(actual, wanted, new=own),
        ]
    )
    return [*changes, *_network(actual, wanted)]


def plan_absent(actual: Actual, wanted: Wanted) -> list[Change]:
    """Remove the environment's network, and end the engine if we started it and nothing runs on it."""
    changes = []
    if actual.networks.get(wanted.network) == wanted.environment:
        changes.append(
            _change(f"network {wanted.network}", wanted.network, None, "remove_network", name=wanted.network)
        )
    if actual.process and not actual.running:
        changes.append(_change("container engine", "started by us", None, "stop", process=actual.process))
    return changes


def version_of(text: str) -> tuple[int, ...]:
    """Numbers of a version such as v2.26.1-4; () when there are none."""
    numbers = text.lstrip("v").split("-")[0].split("+")[0].split(".")
    return tuple(int(number) for number in numbers if number.isdigit())


def _compose_answers(actual: Actual) -> bool:
    return version_of(actual.compose) >= LOWEST_COMPOSE


def _engine_packages(actual: Actual, wanted: Wanted) -> list[str]:
    """Testing and unstable get what the newest release gets."""
    release = actual.release or max(wanted.packages, key=int)
    return wanted.packages.get(release, [])


def _settings(wanted: Wanted) -> list[Change]:
    text = json.dumps(wanted.settings, indent=2, sort_keys=True) + "\n"
    return [Change("engine", "create", f"file {SETTINGS}", None, text, Call("write_settings", {"text": text}))]


def _network(actual: Actual, wanted: Wanted) -> list[Change]:
    if wanted.network in actual.networks:
        return []
    return [_change(f"network {wanted.network}", None, wanted.network, "create_network", name=wanted.network)]


def _change(target: str, before: t.Any, after: t.Any, method: str, **kwargs: t.Any) -> Change:
    action: t.Literal["create", "update", "remove"] = "remove" if after is None else "update" if before else "create"
    return Change("engine", action, target, before or None, after, Call(method, kwargs))


def _moved(actual: Actual, wanted: Wanted, *, new: bool) -> t.Iterator[str]:
    """The data of an engine that is there would be out of sight in another folder. new: it gets our settings."""
    folder = wanted.settings.get("data-root", "")
    if folder and folder != actual.folder and (actual.has_data or not new):
        yield (
            f"The container engine has its data in {actual.folder}, wanted is {folder}; nothing is moved by itself. "
            f"Keep docker_data_folder at {actual.folder}, or move the engine by hand as docs/containers.md says."
        )


def _unmounted(actual: Actual, wanted: Wanted, *, new: bool) -> t.Iterator[str]:
    """An engine without its volume would begin with nothing, on another disk, and all would look well."""
    if not wanted.volume_folder or actual.mounted or actual.engine:
        return
    folder = wanted.settings.get("data-root", actual.folder) if new else actual.folder
    if pathlib.PurePosixPath(folder).is_relative_to(wanted.volume_folder):
        yield (
            f"The container engine has its data in {folder}, and the data volume isn't mounted at "
            f"{wanted.volume_folder}: it would begin with nothing. Apply `machine` first."
        )


def _problems(actual: Actual, wanted: Wanted, *, needs_root: bool) -> t.Iterator[str]:
    if not actual.engine and (actual.release is None or (actual.release and actual.release not in wanted.packages)):
        known = " and ".join(sorted(wanted.packages))
        yield f"No container engine answers, and we can install one on Debian {known} only. Install one by hand."
    if actual.engine and not actual.command:
        yield "A container engine answers, but there is no 'docker' command. Install Docker's command line."
    if needs_root and not actual.root:
        yield "Container engine, compose or packages are missing, and only root may install them. Use become."
    owner = actual.networks.get(wanted.network, wanted.environment)
    if owner != wanted.environment:
        yield f"The network '{wanted.network}' wasn't made for this environment. Remove it, or rename the environment."
