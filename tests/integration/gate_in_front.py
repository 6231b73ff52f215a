"""The gate in a container before the real engine, as a role runs it, and an environment of people behind it."""

from __future__ import annotations

import json
import os
import time
import typing as t
import uuid
from pathlib import Path

import docker

from tests.emulator import docker as command

IMAGE = "map/debian:trixie-slim"
USER = "1000:1000"
HOST: dict[str, t.Any] = {
    "auto_remove": False,
    "links": {},
    "mounts": [],
    "mem_limit": "64M",
    "cpu_period": 100_000,
    "cpu_quota": 50_000,
    "pids_limit": 50,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
}


class Gate:
    """engine: the real one; client: a new one through the gate. folder: for settings, socket and people's files."""

    def __init__(self, image: str, folder: Path, engine_socket: str = "/var/run/docker.sock") -> None:
        self.environment = f"gate{uuid.uuid4().hex[:8]}"
        self.name = f"map-{self.environment}-jupyterhub-engine_gate-1"
        self.neighbour = f"map-{self.environment}-jupyterhub-proxy-1"
        self.people = folder / "people"
        self.engine = docker.APIClient(version="auto")
        self._image, self._folder, self._engine_socket = image, folder, engine_socket
        for name in ("socket", "settings", "people/alice", "people/bob"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("alice", "bob"):
            (self.people / name / "dj_local_conf.json").write_text(name)
        self.settings: dict[str, t.Any] = {
            "environment": self.environment,
            "stack": "jupyterhub",
            "user": USER,
            "people_folder": str(self.people),
            "memory_bytes": 128 << 20,
            "cpus": 1,
            "pids": 100,
            "neighbours": [self.neighbour],
        }

    def start(self, wait: bool = True) -> Gate:
        (self._folder / "settings/settings.json").write_text(json.dumps(self.settings))
        self.allow(IMAGE)
        command(
            *("run", "--detach", f"--name={self.name}", f"--label=map.environment={self.environment}"),
            *("--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"),
            *(f"--volume={self._engine_socket}:/var/run/docker.sock", "--health-interval=1s"),
            f"--volume={self._folder / 'settings'}:/etc/map/engine-gate:ro",
            *(f"--volume={self._folder / 'socket'}:/run/engine-gate", self._image),
        )
        return self.wait("healthy") if wait else self

    def allow(self, *images: str) -> None:
        """Replace the list of images, as the role does: a new file in place of the old."""
        self.write_images(json.dumps(images))

    def write_images(self, text: str) -> None:
        new = self._folder / "settings/images.new"
        new.write_text(text)
        os.replace(new, self._folder / "settings/images.json")

    def wait(self, health: str) -> Gate:
        deadline = time.monotonic() + 60
        while command("inspect", "--format={{.State.Health.Status}}", self.name) != health:
            assert time.monotonic() < deadline, command("logs", self.name)
            time.sleep(0.2)
        return self

    @property
    def socket(self) -> Path:
        return self._folder / "socket/docker.sock"

    def client(self) -> t.Any:
        return docker.APIClient(base_url=f"unix://{self.socket}", version="auto")

    def labels(self, person: str) -> dict[str, str]:
        return {"map.environment": self.environment, "map.stack": "jupyterhub", "map.person": person}

    def user_name(self, person: str) -> str:
        return f"map-{self.environment}-user-{person}"

    def volume_name(self, person: str) -> str:
        return f"map-{self.environment}-jupyterhub-{person}"

    def prepare(self, client: t.Any, person: str) -> None:
        """The person's network and volume."""
        labels = self.labels(person)
        client.create_network(
            self.user_name(person), driver="bridge", check_duplicate=True, internal=True, labels=labels
        )
        client.create_volume(self.volume_name(person), labels=labels)

    def create(self, client: t.Any, person: str, host: dict[str, t.Any] | None = None, **changes: t.Any) -> str:
        """Make a container as DockerSpawner does. host, changes: what differs. Gives its id."""
        configuration = f"{self.people / person / 'dj_local_conf.json'}"
        binds = {
            self.volume_name(person): {"bind": "/home/map/work", "mode": "rw"},
            configuration: {"bind": "/run/map/dj_local_conf.json", "mode": "ro"},
        }
        options = {**HOST, "binds": binds, "network_mode": self.user_name(person)}
        body = {
            "image": IMAGE,
            "environment": {"JUPYTERHUB_API_TOKEN": "a token"},
            "volumes": ["/home/map/work", "/run/map/dj_local_conf.json"],
            "name": self.user_name(person),
            "command": ["sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait"],
            "ports": {"8888/tcp": None},
            "user": USER,
            "labels": self.labels(person),
            "host_config": client.create_host_config(**{**options, **(host or {})}),
        }
        return str(client.create_container(**{**body, **changes})["Id"])

    def remove(self) -> None:
        """All that carries the label."""
        wanted = {"label": [f"map.environment={self.environment}"]}
        for container in self.engine.containers(all=True, filters=wanted):
            self.engine.remove_container(container["Id"], force=True, v=True)
        for network in self.engine.networks(filters=wanted):
            self.engine.remove_network(network["Id"])
        for volume in self.engine.volumes(filters=wanted)["Volumes"] or []:
            self.engine.remove_volume(volume["Name"])
        self.engine.close()
