"""Images that a stack builds: their tags, and which must be built or can go; pure."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import typing as t

from ..plan import UNKNOWN, Call, Change

KEPT = 3
"""So many images of one name are kept."""


@dataclasses.dataclass(frozen=True)
class Image:
    """What goes into an image of ours.

    files: path inside the build context -> (hash of content, executable); dockerfile: text of its Dockerfile
    arguments: build arguments; "map/<name>" in a value stands for that image of the same list
    sources: (repository on the host, commit, folder in the context)
    """

    name: str
    files: dict[str, tuple[str, bool]]
    dockerfile: str
    arguments: dict[str, str] = dataclasses.field(default_factory=dict)
    sources: tuple[tuple[str, str, str], ...] = ()

    @property
    def repository(self) -> str:
        return f"map/{self.name}"


@dataclasses.dataclass(frozen=True)
class LocalImage:
    """An image on the host. created: seconds since 1970; used: by a container that doesn't belong to this stack."""

    identity: str
    created: int = 0
    used: bool = False


def tags(images: list[Image], local: dict[str, LocalImage]) -> dict[str, str]:
    """Repository -> "repository:tag" for each image, in the order in which they can be built.

    The tag is a hash of all that goes in. It is UNKNOWN while a base image isn't there yet.
    """
    found: dict[str, str] = {}
    for image in images:
        arguments = substitute(image.arguments, found)
        bases = {base: _identity(base, found, local) for base in bases_of(image, arguments)}
        tag = UNKNOWN
        if UNKNOWN not in bases.values():
            sources = sorted((into, commit) for __, commit, into in image.sources)  # wherever the host has them
            content = [image.files, arguments, sources, bases]
            tag = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
        found[image.repository] = f"{image.repository}:{tag}"
    return found


def substitute(value: t.Any, found: dict[str, str]) -> t.Any:
    """The same data with every string that is a repository of ours replaced by its full name with tag."""
    if isinstance(value, dict):
        return {key: substitute(item, found) for key, item in value.items()}
    if isinstance(value, list):
        return [substitute(item, found) for item in value]
    return found.get(value, value) if isinstance(value, str) else value


def bases_of(image: Image, arguments: dict[str, str]) -> list[str]:
    """The images that the Dockerfile builds on, as written after FROM, with arguments filled in."""
    values: dict[str, str] = {}
    stages: set[str] = set()
    bases = []
    for line in image.dockerfile.splitlines():
        if given := re.match(r"\s*ARG\s+(\w+)(?:=(\S+))?", line, re.IGNORECASE):
            values[given[1]] = str(arguments.get(given[1], (given[2] or "").strip("\"'")))
        if source := re.match(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", line, re.IGNORECASE):
            base = re.sub(r"\$\{?(\w+)\}?", lambda name: values.get(name[1], ""), source[1])
            if base not in stages and base != "scratch":
                bases.append(base)
            stages.add(source[2] or "")
    return bases


def build_changes(images: list[Image], local: dict[str, LocalImage]) -> t.Iterator[Change]:
    """Build what isn't there."""
    for repository, full in tags(images, local).items():
        if full not in local:
            before = newest(repository, local)
            action: t.Literal["create", "update"] = "update" if before else "create"
            call = Call("build", {"name": repository.removeprefix("map/")})
            yield Change("containers", action, f"image {repository}", before, _shown(full), call)


def prune_changes(
    images: list[Image], local: dict[str, LocalImage], needed: t.Collection[str] = ()
) -> t.Iterator[Change]:
    """With a new image goes what is older than the last KEPT, used by nobody else, and not needed by anybody later.

    Only then: what other environments of this engine build is no reason to change anything here.
    """
    for repository, full in tags(images, local).items():
        others = _named(repository, local)
        for name in others[KEPT - 1 :] if full not in local else []:
            if not local[name].used and name not in needed:
                yield Change("containers", "remove", f"image {name}", name, None, Call("remove_image", {"name": name}))


def newest(repository: str, local: dict[str, LocalImage]) -> str | None:
    """The image of this name that was built last."""
    return next(iter(_named(repository, local)), None)


def full_name(name: str) -> str:
    """The image's name with its tag."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _named(repository: str, local: dict[str, LocalImage]) -> list[str]:
    named = [name for name in local if name.startswith(f"{repository}:")]
    return sorted(named, key=lambda name: (-local[name].created, name))


def _identity(base: str, found: dict[str, str], local: dict[str, LocalImage]) -> str:
    if base in found.values():
        return UNKNOWN if UNKNOWN in base else base
    name = full_name(base)
    return local[name].identity if name in local else UNKNOWN


def _shown(full: str) -> str:
    return UNKNOWN if UNKNOWN in full else full
