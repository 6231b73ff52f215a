"""The container engine through its Python SDK, and its errors as sentences."""

from __future__ import annotations

import contextlib
import typing as t

from ..plan import MapError
from ..plans.stack_images import LocalImage

try:
    import docker
    import docker.errors

    ERRORS: tuple[type[Exception], ...] = (docker.errors.DockerException, OSError)
    NOT_FOUND: tuple[type[Exception], ...] = (docker.errors.NotFound,)
except ImportError:
    docker = None
    ERRORS = (OSError,)
    NOT_FOUND = ()


class NoEngineError(MapError):
    """The engine isn't there, or refuses us."""


def connect(seconds: float = 120) -> t.Any:
    """The engine's low-level API, as DOCKER_HOST says or on its usual socket. seconds: for each answer

    NoEngineError where none answers; a MapError where the SDK is missing.
    """
    if docker is None:
        raise MapError("The Python package 'docker' isn't there. Apply the role docker, or install it with pip.")
    with named("The container engine", NoEngineError):
        return docker.from_env(timeout=seconds).api


def mount(target: str, source: str, read_only: bool, kind: str) -> t.Any:
    """A mount as the API takes it. kind: bind (its source must exist) or volume."""
    return docker.types.Mount(target, source, type=kind, read_only=read_only)


@contextlib.contextmanager
def named(what: str, kind: type[MapError] = MapError) -> t.Iterator[None]:
    """Turn the engine's refusal into a sentence with the thing's name."""
    try:
        yield
    except ERRORS as error:
        said = getattr(error, "explanation", None) or str(error)
        raise kind(f"{what} can't be had: {said}. Look at 'docker info', and run it again.") from error


def local_images(api: t.Any, project: str) -> dict[str, LocalImage]:
    """Every tagged image of the host by its full name; used: by a container outside the compose project."""
    with named("The list of images"):
        containers = api.containers(all=True)
        listed = api.images()
    others = [c for c in containers if (c["Labels"] or {}).get("com.docker.compose.project") != project]
    used = {container["ImageID"] for container in others} | {container["Image"] for container in others}
    return {
        name: LocalImage(image["Id"], image["Created"], image["Id"] in used or name in used)
        for image in listed
        for name in image["RepoTags"] or []
    }
