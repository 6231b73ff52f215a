"""A person's server: a container of the released image, in a network of its own, that sees the person's files alone."""

from __future__ import annotations

import asyncio
import typing as t

import docker.errors
from dockerspawner import DockerSpawner
from traitlets import Dict, Integer, Unicode, default

from . import files
from .neighbours import join

_HOST = {
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "read_only": True,
    "tmpfs": {"/tmp": "mode=1777"},  # noqa: S108 (the container's own)  # nosec B108
    "init": True,
    "cpu_period": 100_000,
    "log_config": {"type": "json-file", "config": {"max-size": "1m", "max-file": "3"}},
}


class MapSpawner(DockerSpawner):  # type: ignore[misc]
    """Names, labels and files are what the gate before the engine expects."""

    environment_name = Unicode(config=True, help="The environment, as in all names of containers.")
    people_folder = Unicode(config=True, help="The folder on the host with a folder for each person.")
    neighbours = Dict(config=True, help="Container -> names under which it is found in people's networks.")
    volume_bytes = Integer(0, config=True, help="How much fits into a person's folder, where the file system can tell.")

    @property
    def stack_labels(self) -> dict[str, str]:
        return {"map.environment": self.environment_name, "map.stack": "jupyterhub", "map.person": self.escaped_name}

    @default("network_name")
    def _network_of_person(self) -> str:
        return f"map-{self.environment_name}-user-{self.escaped_name}"

    @property
    def volume_name(self) -> str:
        return f"map-{self.environment_name}-jupyterhub-{self.escaped_name}"

    @property
    def is_outdated(self) -> bool:
        """Whether a server that started now would have another image. The hub's page tells it."""
        return bool(self.image_started) and self.image_started != files.image()

    image_started = ""

    async def start(self) -> t.Any:
        self.image = self.image_started = files.image()
        people = files.people()
        limits, person = people.limits(self.user.name), people.by_name(self.user.name)
        self.mem_limit, self.cpu_limit = limits.memory, limits.cpus
        self.volumes = {self.volume_name: "/work"}
        own = f"{self.people_folder}/{person.name}/datajoint" if person else ""
        self.read_only_volumes = {own: "/run/map"} if own else {}
        self.extra_create_kwargs = {"user": "1000:1000", "labels": self.stack_labels}
        # Of memory and swap together: without it there is as much swap as memory.
        self.extra_host_config = {**_HOST, "pids_limit": limits.pids, "memswap_limit": limits.memory}
        await self._prepare()
        return await super().start()

    def get_env(self) -> dict[str, t.Any]:
        person = files.people().by_name(self.user.name)
        return {**super().get_env(), **({"DJ_USER": person.name} if person else {})}

    def get_state(self) -> dict[str, t.Any]:
        return {**super().get_state(), "image": self.image_started}

    def load_state(self, state: dict[str, t.Any]) -> None:
        super().load_state(state)
        self.image_started = state.get("image", "")

    def clear_state(self) -> None:
        super().clear_state()
        self.image_started = ""

    async def _prepare(self) -> None:
        """The person's network and volume, if they aren't there, and who else is in the network."""
        try:
            await self.docker("inspect_network", self.network_name)
        except docker.errors.NotFound:
            options = {"driver": "bridge", "check_duplicate": True, "labels": self.stack_labels}
            await self.docker("create_network", self.network_name, **options)
        try:
            await self.docker("inspect_volume", self.volume_name)
        except docker.errors.NotFound:
            await self._create_volume()
        await asyncio.wrap_future(
            self.executor.submit(join, self.client, [self.network_name], self.neighbours, self.log)
        )

    async def _create_volume(self) -> None:
        options = {"driver_opts": {"size": str(self.volume_bytes)}} if self.volume_bytes else {}
        try:
            await self.docker("create_volume", self.volume_name, labels=self.stack_labels, **options)
        except docker.errors.APIError as error:
            if not options or "quota" not in str(error.explanation):
                raise
            self.log.warning("The host's file system has no quotas: the folder of %s has none.", self.user.name)
            await self.docker("create_volume", self.volume_name, labels=self.stack_labels)
