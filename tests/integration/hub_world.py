"""A whole environment with JupyterHub, and the people who use it."""

from __future__ import annotations

import json
import time
import typing as t
from pathlib import Path

import docker

from tests.environment import Run
from tests.hub_client import Person
from tests.integration import site

OTHERS = [
    {"login": "stranger-gh", "id": 1, "name": "Sam Stranger", "organizations": {}},
    {"login": "Octo-Cat", "id": 2, "name": "Olga Member", "organizations": {"other-lab": []}},
    {"login": "visitor", "id": 3, "name": "Vera Team", "organizations": {"map-lab": ["visitors"]}},
    {"login": "colleague", "id": 4, "name": "Carl Other Team", "organizations": {"map-lab": ["students"]}},
]
PEOPLE: list[dict[str, t.Any]] = [
    {"name": "alice", "github": "Alice-GH", "role": "analyst"},
    {"name": "bob", "github": "bob-gh", "role": "ingester"},
    {"name": "carol", "github": "carol-gh", "role": "reader"},
    {"name": "erin", "github": "erin-gh", "role": "analyst", "admin": True},
]
ALLOWED = ["other-lab", "map-lab:visitors"]


class Hub:
    """An environment whose hub runs. settings: that differ from inventories/local"""

    def __init__(self, folder: Path, name: str, **settings: t.Any) -> None:
        self.name = name
        self.environment = site.make(folder, "newest", name)
        self.url = f"http://127.0.0.1:{self.environment.variables['jupyterhub_port']}"
        given = {"map_people": PEOPLE, "jupyterhub_github_allow": ALLOWED, "embedded_github_others": OTHERS}
        self.environment.set(**{**given, "map_hub_url": self.url, **settings})
        self.engine = docker.from_env()
        self.root = Path("/srv/map") / name
        self.ca_file = self.root / "ca/ca.pem"

    def bring_up(self, *playbooks: str) -> Hub:
        self.environment.play(*(f"playbooks/{playbook}.yml" for playbook in playbooks))
        return self

    def apply(self, playbook: str = "jupyterhub", ok: bool = True, **extra: t.Any) -> Run:
        arguments = ("--extra-vars", json.dumps(extra)) if extra else ()
        return self.environment.play(f"playbooks/{playbook}.yml", *arguments, ok=ok)

    def person(self, login: str) -> Person:
        """Someone who has signed in."""
        person = Person(self.url, self.ca_file, login)
        answer = person.sign_in()
        assert answer.status_code == 200, answer.text
        return person

    def with_server(self, login: str) -> Person:
        """Someone who has signed in, and whose server runs."""
        person = self.person(login)
        if not person.server_state():
            person.start_server()
        person.wait_ready()
        return person

    def service(self, name: str) -> t.Any:
        """The container of one of the stack's services."""
        return self.engine.containers.get(f"map-{self.name}-jupyterhub-{name}-1")

    def server(self, name: str) -> t.Any:
        """The container of a person's server."""
        return self.engine.containers.get(f"map-{self.name}-user-{name}")

    def servers(self) -> list[str]:
        """Whose servers run."""
        prefix = f"map-{self.name}-user-"
        found = self.engine.containers.list(filters={"label": f"map.environment={self.name}"})
        return sorted(one.name.removeprefix(prefix) for one in found if one.name.startswith(prefix))

    def ids(self) -> dict[str, str]:
        """Service -> id of its container."""
        project = {"label": f"com.docker.compose.project=map-{self.name}-jupyterhub"}
        found = self.engine.containers.list(filters=project)
        return {one.labels["com.docker.compose.service"]: one.id for one in found}

    def wait(self, what: str, condition: t.Callable[[], t.Any], seconds: float = 120) -> None:
        """Wait for the world; a limit and no measure."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{what}: {self.service('hub').logs(tail=40).decode()}"
            time.sleep(0.5)

    def remove(self) -> None:
        site.remove(self.environment)


def address(container: t.Any, network: str) -> str:
    """A container's address in a network."""
    container.reload()
    return str(container.attrs["NetworkSettings"]["Networks"][network]["IPAddress"])


def connects(container: t.Any, host: str, port: int) -> bool:
    """Whether a program in a container that has Python can connect to a place."""
    code = f"import socket; socket.create_connection(({host!r}, {port}), timeout=3)"
    return bool(container.exec_run(["python3", "-c", code]).exit_code == 0)
