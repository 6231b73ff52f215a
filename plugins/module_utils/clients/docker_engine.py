"""The container engine of a host: packages, daemon, compose plugin, the environment's network."""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import importlib.util
import os
import shutil
import subprocess

from ..plan import MapError
from ..plans.docker_engine import SETTINGS, Actual, Wanted
from . import apt, compose_wheel, config_files, docker_data, dockerd, os_release
from .engine_socket import EngineSocket


class DockerEngine:
    """Reads the host, and makes the changes that the plan names. hashes: of the package that brings compose."""

    def __init__(self, wanted: Wanted, hashes: list[str]) -> None:
        self._wanted = wanted
        self._hashes = hashes
        self._socket = EngineSocket()

    def read(self) -> Actual:
        """What is on the host."""
        engine = self._socket.version()
        folder = str(self._socket.get("/info")["DockerRootDir"]) if engine else docker_data.folder()
        compose, command = _compose_version()
        names = {name for names in self._wanted.packages.values() for name in names}
        names |= {*self._wanted.host_packages, "python3-pip"}
        return Actual(
            engine=engine,
            compose=compose,
            command=command,
            release=_release(),
            root=os.geteuid() == 0,
            pip=importlib.util.find_spec("pip") is not None,
            packages=frozenset(self._host_commands() | apt.installed(sorted(names))),
            has_settings=os.path.exists(SETTINGS),
            networks=self._networks() if engine else {},
            process=dockerd.started_by_us(),
            running=len(self._socket.get("/containers/json")) if engine else 0,
            folder=folder,
            has_data=os.path.isdir(os.path.join(folder, "image")),
            mounted=os.path.ismount(self._wanted.volume_folder),
        )

    def write_settings(self, text: str) -> None:
        """Settings of the engine that we are about to install."""
        try:
            config_files.replace(SETTINGS, text.encode(), "0644", "0:0")
        except OSError as error:
            raise MapError(
                f"{SETTINGS} can't be written: {error.strerror}. Look at its rights and the free space."
            ) from error

    def install(self, names: list[str]) -> None:
        """Install Debian packages."""
        apt.install(names)

    def start(self) -> None:
        """Start the engine, now and at boot where the system has services."""
        dockerd.start(lambda: bool(self._socket.version()))

    def stop(self, process: int) -> None:
        """End the engine that we started."""
        dockerd.stop(process)

    def install_compose(self) -> None:
        """Put the compose plugin in place."""
        compose_wheel.install(self._wanted.compose, self._hashes)

    def create_network(self, name: str) -> None:
        """Make the environment's network, unless an engine that was stopped has it already."""
        if name not in self._networks():
            labels = {"map.environment": self._wanted.environment}
            body = {"Name": name, "Driver": "bridge", "CheckDuplicate": True, "Labels": labels}
            self._socket.post("/networks/create", body)

    def remove_network(self, name: str) -> None:
        """Remove the environment's network; the engine refuses while containers are on it."""
        self._socket.delete(f"/networks/{name}")

    def _host_commands(self) -> set[str]:
        """Those of the host's packages that are there as commands, wherever they came from."""
        return {name for name in self._wanted.host_packages if shutil.which(name)}

    def _networks(self) -> dict[str, str]:
        found = self._socket.get("/networks")
        return {network["Name"]: (network["Labels"] or {}).get("map.environment", "") for network in found}


def _compose_version() -> tuple[str, bool]:
    """Version that `docker compose` gives ("" for none), and whether there is a `docker` command."""
    try:
        words = ["docker", "compose", "version", "--short"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        return "", False
    return (done.stdout.strip() if done.returncode == 0 else ""), True


def _release() -> str | None:
    identity, version = os_release.system()
    return version if identity == "debian" else None
