"""From what a role says about its containers to the file that compose reads; pure."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import os
import typing as t

from ..plan import PLANNED, UNKNOWN, refuse
from .config_files import WantedFile
from .stack_images import substitute


@dataclasses.dataclass(frozen=True)
class Stack:
    """Name and place of a stack. directory: where its files are on the host."""

    environment: str
    name: str
    directory: str

    @property
    def project(self) -> str:
        return f"map-{self.environment}-{self.name}"

    @property
    def network(self) -> str:
        return f"map-{self.environment}"

    @property
    def labels(self) -> dict[str, str]:
        return {"map.environment": self.environment, "map.stack": self.name}

    @property
    def compose_path(self) -> str:
        return os.path.join(self.directory, "compose.yaml")

    def own(self, key: str) -> str:
        """The real name of a volume or network that the definition calls `key`."""
        return f"{self.project}-{key}"


def check(definition: dict[str, t.Any], images: t.Sized = ()) -> None:
    """Refuse what would escape the plan: things that compose would make, build or interpolate by itself.

    An empty definition is a stack that only builds images.
    """
    if definition or not images:
        refuse(_problems(definition))


def own_volumes(stack: Stack, definition: dict[str, t.Any]) -> dict[str, str]:
    """Key -> real name of the stack's own volumes. Compose sees them as external: it never removes them."""
    return {key: stack.own(key) for key, value in (definition.get("volumes") or {}).items() if not _external(value)}


def own_networks(stack: Stack, definition: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """Real name -> options (internal) of the networks that belong to this stack, beside the environment's."""
    networks = (definition.get("networks") or {}).items()
    return {stack.own(key): {"internal": bool((v or {}).get("internal"))} for key, v in networks if not _external(v)}


def complete(
    stack: Stack, definition: dict[str, t.Any], images: dict[str, str], files: list[WantedFile], key: str
) -> dict[str, t.Any]:
    """The definition as compose gets it: names, tags, labels, external volumes and networks; dollars are literal.

    images: repository -> name with tag; files: what services may mount; key: for the hash of what they mount
    """
    given = _literal(substitute({"services": {}, **definition}, images))
    volumes = {name: {"name": real, "external": True} for name, real in own_volumes(stack, definition).items()}
    networks = {
        name: value if _external(value) else {"name": stack.own(name), "external": True}
        for name, value in (given.get("networks") or {}).items()
    }
    services = {}
    for name, service in given["services"].items():
        mounted = _mounted(stack, given, service, files)
        hashed = {"map.config": _config_hash(mounted, key)} if mounted else {}
        labels = {**(service.get("labels") or {}), **stack.labels, **hashed}
        services[name] = {**_memory(service), **service, "labels": labels}
    return {
        **given,
        "name": stack.project,
        "services": services,
        "networks": {"default": {"name": stack.network, "external": True}, **networks},
        **({"volumes": {**(given.get("volumes") or {}), **volumes}} if given.get("volumes") else {}),
    }


def _memory(service: dict[str, t.Any]) -> dict[str, t.Any]:
    """The engine gives a container that may take so much memory as much of the host's swap, unless told not to."""
    return {"memswap_limit": service["mem_limit"]} if "mem_limit" in service else {}


def to_yaml(value: t.Any, indent: int = 0) -> str:
    """Plain data as YAML; strings are always quoted, so that none is taken for something else."""
    space = "  " * indent
    lines = []
    items = value.items() if isinstance(value, dict) else [(None, item) for item in value]
    for key, item in items:
        head = f"{space}-" if key is None else f"{space}{_key(str(key))}:"
        if isinstance(item, (dict, list)) and item:
            lines.append(f"{head}\n{to_yaml(item, indent + 1)}")
        else:
            lines.append(f"{head} {json.dumps(item)}\n")
    return "".join(lines)


def _key(text: str) -> str:
    """YAML takes y, on, null and the like for something else."""
    special = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    return text if text.isidentifier() and text.lower() not in special else json.dumps(text)


def _problems(definition: dict[str, t.Any]) -> t.Iterator[str]:
    services = definition.get("services")
    if not services or not isinstance(services, dict):
        yield "The definition has no services. Name at least one."
        return
    for name, service in services.items():
        for word in sorted({"build", "env_file", "container_name"} & set(service)):
            yield f"The service '{name}' uses '{word}', which the plan can't show. {_INSTEAD[word]}"
        if not isinstance(service.get("labels") or {}, dict):
            yield f"The labels of the service '{name}' are a list. Write them as names and values."
        if not service.get("image"):
            yield f"The service '{name}' has no image. Name one."
    for word in sorted({"include", "name"} & set(definition)):
        yield f"The definition has '{word}', which is not its own to say. Leave it out."


_INSTEAD = {
    "build": "List the image in images, and name it here as image: map/<name>.",
    "env_file": "Write plain settings under environment, and mount secrets as files.",
    "container_name": "Use the service's name or a network alias.",
}


def _external(value: t.Any) -> bool:
    return bool(isinstance(value, dict) and value.get("external"))


def _literal(value: t.Any) -> t.Any:
    """The same data with $ doubled, for compose would fill in variables."""
    if isinstance(value, dict):
        return {key: _literal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_literal(item) for item in value]
    return value.replace("$", "$$") if isinstance(value, str) else value


def _mounted(
    stack: Stack, definition: dict[str, t.Any], service: dict[str, t.Any], files: list[WantedFile]
) -> list[WantedFile]:
    """The files that this service sees, by volumes, configs or secrets, and reads only when it starts."""
    places = [_bind_source(volume) for volume in service.get("volumes") or []]
    for kind in ("configs", "secrets"):
        for item in service.get(kind) or []:
            name = item["source"] if isinstance(item, dict) else item
            places.append((definition.get(kind) or {}).get(name, {}).get("file", ""))
    real = [os.path.normpath(os.path.join(stack.directory, place)) for place in places if place]
    return [
        file
        for file in files
        if not file.live and any(file.path == place or file.path.startswith(f"{place}/") for place in real)
    ]


def _bind_source(volume: t.Any) -> str:
    if isinstance(volume, dict):
        return str(volume.get("source", "")) if volume.get("type") == "bind" else ""
    source = str(volume).partition(":")[0]
    return source if source.startswith(("/", ".")) else ""


def _config_hash(files: list[WantedFile], key: str) -> str:
    if key.startswith(PLANNED) or any(file.digest == UNKNOWN for file in files):
        return UNKNOWN
    content = sorted((file.path, file.digest, file.mode, file.owner) for file in files)
    return hmac.new(key.encode(), json.dumps(content).encode(), hashlib.sha256).hexdigest()[:16]
