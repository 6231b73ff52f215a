"""What has to happen so that the containers of a stack run as wanted; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import UNKNOWN, Action, Call, Change, Impact
from . import config_files, stack_definition, stack_images
from .config_files import ActualFile, WantedFile, keyed_digest
from .stack_definition import Stack
from .stack_images import Image, LocalImage


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A stack as its role wants it.

    definition: compose's model, with images of ours named "map/<name>"; empty where images are all it makes
    needed_images: full names of older images that stay, whatever their age
    """

    stack: Stack
    definition: dict[str, t.Any]
    images: list[Image]
    files: list[WantedFile]
    key: str = dataclasses.field(default="", repr=False)
    needed_images: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Container:
    """A container of the stack's project.

    state: running, exited, restarting, created, paused, dead; exit_code: of an exited one
    health: "" (has no check), healthy, starting, unhealthy
    definition_hash, image, image_name: what compose made it from
    """

    name: str
    service: str
    state: str = "running"
    exit_code: int = 0
    health: str = ""
    definition_hash: str = ""
    image: str = ""
    image_name: str = ""


@dataclasses.dataclass(frozen=True)
class Actual:
    """What is on the host.

    hashes: service -> hash that compose gives the wanted definition
    volumes, networks: name -> project that it was made for, "" where it wasn't made by us
    unproven: an interrupted run left the old files, for it didn't come to see the new containers healthy
    """

    containers: list[Container] = dataclasses.field(default_factory=list)
    hashes: dict[str, str] = dataclasses.field(default_factory=dict)
    images: dict[str, LocalImage] = dataclasses.field(default_factory=dict)
    volumes: dict[str, str] = dataclasses.field(default_factory=dict)
    networks: dict[str, str] = dataclasses.field(default_factory=dict)
    files: dict[str, ActualFile] = dataclasses.field(default_factory=dict)
    unproven: bool = False


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """First what leaves the running ones alone (images, volumes, networks), then files, containers, old images."""
    stack, definition = wanted.stack, completed(actual, wanted)
    files, containers = [*wanted.files], []
    if wanted.definition:
        files.append(compose_file(stack, definition, wanted.key))
        containers = [*_service_changes(actual, definition), *_orphans(actual, definition)]
    if actual.unproven and not containers:
        containers = [Change("containers", "remove", f"old files of {stack.project}", "kept", None, Call("bring_up"))]
    return [
        *stack_images.build_changes(wanted.images, actual.images),
        *_pulls(actual, definition),
        *_belongings(actual, wanted),
        *(_file_change(change, bool(containers)) for change in config_files.plan(actual.files, files)),
        *containers,
        *stack_images.prune_changes(wanted.images, actual.images, wanted.needed_images),
    ]


def plan_absent(actual: Actual, stack: Stack) -> list[Change]:
    """Remove containers and networks. Volumes hold data and stay; so do files and images."""
    gone = [
        Change("containers", "remove", f"container {c.name}", shown(c), None, Call("take_down"), "restart")
        for c in actual.containers
    ]
    networks = sorted(name for name, project in actual.networks.items() if project == stack.project)
    return gone + [
        Change("containers", "remove", f"network {name}", name, None, Call("remove_network", {"name": name}))
        for name in networks
    ]


def completed(actual: Actual, wanted: Wanted) -> dict[str, t.Any]:
    """The definition as compose gets it on this host."""
    names = stack_images.tags(wanted.images, actual.images)
    return stack_definition.complete(wanted.stack, wanted.definition, names, wanted.files, wanted.key)


def compose_file(stack: Stack, definition: dict[str, t.Any], key: str) -> WantedFile:
    """compose.yaml as one of the stack's files."""
    text = stack_definition.to_yaml(definition)
    return WantedFile(stack.compose_path, keyed_digest(key, text.encode()), "0444", "", text)


def settled(container: Container, service: dict[str, t.Any]) -> bool:
    """Whether a container is as it shall stay: runs and is healthy, or has done its job."""
    if container.state == "exited":
        return container.exit_code == 0 and service.get("restart", "no") in ("no", "on-failure")
    return container.state == "running" and container.health in ("", "healthy")


def wanted_count(service: dict[str, t.Any]) -> int:
    """How many containers a service shall have."""
    return int(service.get("scale", (service.get("deploy") or {}).get("replicas", 1)))


def _pulls(actual: Actual, definition: dict[str, t.Any]) -> t.Iterator[Change]:
    """Images that others make and the host hasn't got."""
    names = sorted({stack_images.full_name(service["image"]) for service in definition["services"].values()})
    for name in names:
        if name not in actual.images and not name.startswith("map/"):
            yield Change("containers", "create", f"image {name}", None, name, Call("pull_image", {"name": name}))


def _belongings(actual: Actual, wanted: Wanted) -> t.Iterator[Change]:
    for name in sorted(stack_definition.own_volumes(wanted.stack, wanted.definition).values()):
        if name not in actual.volumes:
            yield Change("containers", "create", f"volume {name}", None, name, Call("create_volume", {"name": name}))
    for name, options in sorted(stack_definition.own_networks(wanted.stack, wanted.definition).items()):
        if name not in actual.networks:
            call = Call("create_network", {"name": name, **options})
            yield Change("containers", "create", f"network {name}", None, options, call)


def _service_changes(actual: Actual, definition: dict[str, t.Any]) -> t.Iterator[Change]:
    for name, service in definition["services"].items():
        found = [container for container in actual.containers if container.service == name]
        count, image = wanted_count(service), service["image"]
        local = actual.images.get(stack_images.full_name(image))
        made_from = (actual.hashes.get(name), local.identity if local else None)
        stale = [c for c in found if (c.definition_hash, c.image) != made_from]
        unsettled = [c for c in found if not settled(c, service)]
        after: dict[str, t.Any] = {"image": UNKNOWN if UNKNOWN in image else image, "containers": count}
        before: t.Any = {"image": found[0].image_name, "containers": len(found)} if found else None
        if count and not found:
            yield _up("create", name, None, after)
        elif stale:
            yield _up("update", name, before, {**after, "why": "its settings, image or files changed"}, "restart")
        elif len(found) != count:
            yield _up("update", name, before, after)
        elif unsettled:
            states = ", ".join(shown(c) for c in unsettled)
            yield _up("update", name, states, "running" + (", healthy" if service.get("healthcheck") else ""))


def _orphans(actual: Actual, definition: dict[str, t.Any]) -> t.Iterator[Change]:
    for container in actual.containers:
        if container.service not in definition["services"]:
            target = f"container {container.name}"
            yield Change("containers", "remove", target, shown(container), None, Call("bring_up"), "restart")


def _up(action: Action, service: str, before: t.Any, after: t.Any, impact: Impact = "none") -> Change:
    """All services change in one call of compose, which orders them; the client makes it once."""
    return Change("containers", action, f"service {service}", before, after, Call("bring_up"), impact)


def shown(container: Container) -> str:
    """A container's state as a person says it."""
    code = f" ({container.exit_code})" if container.state == "exited" else ""
    return f"{container.state}{code}{', ' if container.health else ''}{container.health}"


def _file_change(change: Change, keep: bool) -> Change:
    """keep: containers change too, so that the old file is needed until they are healthy.

    A text in which a tag isn't known yet isn't known as a whole.
    """
    if keep and change.call.method == "write_file":
        change = dataclasses.replace(change, call=Call("write_kept_file", change.call.kwargs))
    unknown = isinstance(change.after, str) and UNKNOWN in change.after
    return dataclasses.replace(change, after=UNKNOWN) if unknown else change
