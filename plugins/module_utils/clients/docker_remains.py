"""Finds and removes what carries an environment's label in this host's container engine."""

from __future__ import annotations

import functools
import glob
import typing as t

from ..plan import MapError
from ..plans.docker_remains import Remains
from . import docker_data, engine
from .engine_socket import EngineSocket

LABEL = "map.environment"
IMAGES = "map/"
BASE_LABEL = "map.base"
"""Stands in our base images, and so in what builds leave of their first stages."""
REMOVAL_SECONDS = 900
"""A container in which an engine runs takes minutes to go: what it has written is brought to its disk first."""


class Client:
    """One environment in the engine."""

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._api: t.Any = engine.connect(REMOVAL_SECONDS) if EngineSocket().version() else None

    def read(self) -> Remains:
        """What is there by label; images of ours carry no environment, for environments share them."""
        return self._read() if self._api else self._read_without_engine()

    def _read_without_engine(self) -> Remains:
        """Nothing is there. Volumes are made before containers and removed after them."""
        volumes = sorted(
            path.rsplit("/", 1)[1] for path in glob.glob(f"{docker_data.folder()}/volumes/map-{self._environment}-*")
        )
        if volumes:
            raise MapError(
                f"The container engine doesn't answer, and it has {', '.join(volumes)}. "
                "Start it (playbooks/docker.yml does), and run it again."
            )
        return Remains()

    def _read(self) -> Remains:
        with engine.named("The list of what the environment has"):
            containers = self._api.containers(all=True)
            networks = self._api.networks()
            volumes = self._api.volumes()["Volumes"] or []
            images = self._api.images()
        used = {container["ImageID"] for container in containers if not self._is_ours(container)}
        labelled = (_label(thing) for thing in [*containers, *networks, *volumes])
        return Remains(
            containers=tuple(sorted(c["Names"][0].lstrip("/") for c in containers if self._is_ours(c))),
            networks=tuple(sorted(n["Name"] for n in networks if self._is_ours(n))),
            volumes=tuple(sorted(v["Name"] for v in volumes if self._is_ours(v))),
            images=tuple(sorted(tag for image in images if image["Id"] not in used for tag in _tags(image))),
            others=tuple(sorted({label for label in labelled if label not in ("", self._environment)})),
        )

    def remove_container(self, name: str) -> None:
        self._remove(name, functools.partial(self._api.remove_container, force=True))

    def remove_network(self, name: str) -> None:
        self._remove(name, self._api.remove_network)

    def remove_volume(self, name: str) -> None:
        self._remove(name, self._api.remove_volume)

    def remove_image(self, name: str) -> None:
        self._remove(name, self._api.remove_image)

    def _remove(self, name: str, remove: t.Callable[[str], t.Any]) -> None:
        with engine.named(f"Removing {name}"):
            remove(name)

    def _is_ours(self, thing: dict[str, t.Any]) -> bool:
        return _label(thing) == self._environment


def _label(thing: dict[str, t.Any]) -> str:
    return str((thing["Labels"] or {}).get(LABEL, ""))


def _tags(image: dict[str, t.Any]) -> list[str]:
    """Our names for it; the id of one that has lost its name."""
    tags = [tag for tag in image["RepoTags"] or [] if tag != "<none>:<none>"]
    unnamed = not tags and BASE_LABEL in (image["Labels"] or {})
    return [image["Id"][:19]] if unnamed else [tag for tag in tags if tag.startswith(IMAGES)]
