"""A whole environment on this machine for tests: brought up by site.yml, removed at the end."""

from __future__ import annotations

import json
import shutil
import threading
import time
import typing as t
from pathlib import Path

import docker
import pytest

from tests.environment import ROOT, Environment, free_port

CORNERS = {"lowest": False, "newest": True}
"""Environment of Python (see Makefile) -> whether our modules run inside ansible-playbook's process."""
NEWEST_DAILY = ["newest", pytest.param("lowest", marks=pytest.mark.endurance)]
PORTS = (
    "embedded_aws_port",
    "embedded_mysql_port",
    "embedded_github_port",
    "jupyterhub_port",
    "webgui_port",
    "edge_http_port",
    "edge_https_port",
)
WISH = ("playbooks/destroy.yml", "--extra-vars")


def make(folder: Path, corner: str, name: str = "site") -> Environment:
    """The folder of an environment; nothing of an earlier one of that name is left."""
    python = ROOT / f".venv-{corner}/bin/python"
    environment = Environment(folder, name, python, map_in_process=CORNERS[corner])
    environment.set(**{port: free_port() for port in PORTS})
    forget(name)
    return environment


def forget(name: str) -> None:
    """Remove what a killed test left of an environment: its secrets are gone, so its own playbook can't."""
    engine, ours = docker.from_env(), {"label": f"map.environment={name}"}
    for container in engine.containers.list(all=True, filters=ours):
        container.remove(force=True, v=True)
    for volume in engine.volumes.list(filters=ours):
        volume.remove()
    for network in engine.networks.list(filters=ours):
        network.remove()
    shutil.rmtree(Path("/srv/map") / name, ignore_errors=True)


def remove(environment: Environment) -> None:
    """The images stay for the next one, and for whoever else uses the engine."""
    environment.play(*WISH, wish(environment.name))


def containers(environment: Environment) -> dict[str, str]:
    """name -> id of the environment's containers."""
    found = docker.from_env().containers.list(all=True, filters={"label": f"map.environment={environment.name}"})
    return {container.name: container.id for container in found}


def wish(name: str) -> str:
    """The wish that an environment be removed, all but its images."""
    return json.dumps({"destroy_environment": name, "destroy_images": False})


class Watch:
    """Collects the arguments of every process while it is open."""

    def __init__(self) -> None:
        self.arguments: set[str] = set()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: t.Any) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.is_set():
            for process in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.arguments.add(process.read_text(errors="replace"))
                except OSError:  # it has ended
                    continue
            time.sleep(0.05)
