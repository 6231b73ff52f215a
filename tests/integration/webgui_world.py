"""An environment with the Web GUI behind its reverse proxy, and computed sessions to look at."""

from __future__ import annotations

import threading
import typing as t
from pathlib import Path

import docker
import requests

from tests.here import Here
from tests.integration.pipeline import Pipeline

PLAYBOOKS = ("embedded", "provision", "docker", "people", "bootstrap", "workers", "webgui", "edge")


class WebGui:
    """settings: that differ from inventories/local"""

    def __init__(self, folder: Path, name: str, **settings: t.Any) -> None:
        self.pipeline = Pipeline(folder, name)
        self.environment = self.pipeline.environment
        self.environment.set(**settings)
        self.root = Path("/srv/map") / name
        self.ca_file = self.root / "ca/ca.pem"
        self.url = f"https://navigator.map.localhost:{self.environment.variables['edge_https_port']}"
        self._engine = docker.from_env()

    def bring_up(self) -> WebGui:
        self.environment.play(*(f"playbooks/{playbook}.yml" for playbook in PLAYBOOKS))
        self.pipeline.wait_until(self.pipeline.computed)
        return self

    @property
    def password(self) -> str:
        return self.environment.secret("webgui_demo_password")

    def container(self, service: str) -> t.Any:
        """One of the Web GUI's own."""
        return self._engine.containers.get(f"map-{self.environment.name}-webgui-{service}-1")

    def embedded(self, service: str) -> t.Any:
        """One of the stand-ins for the cloud."""
        return self._engine.containers.get(f"map-{self.environment.name}-embedded-{service}-1")

    def ask(self, method: str, path: str, body: t.Any = None, **headers: str) -> requests.Response:
        """Through the reverse proxy."""
        return self._session().request(method, self.url + path, json=body, headers=headers, timeout=60)

    def get(self, address: str) -> requests.Response:
        """As a browser that trusts this environment's authority."""
        return self._session().get(address, timeout=60)

    def token(self) -> str:
        answer = self.ask("POST", "/login", {"username": "mapuser", "password": self.password})
        return str(answer.json()["token"])

    def figure(self) -> str:
        """The address of the first session's figure."""
        subject, session = sorted(self.pipeline.recordings())[0]
        key = {"subject_id": subject, "session": session}
        (row,) = self.ask("POST", "/api/session", key, Authorization=f"Bearer {self.token()}").json()
        return str(row["session_figure"])

    def take_figure(self, subject: int, session: int) -> tuple[str, bytes]:
        """Remove a session's object from the store; its key, and what it held."""
        (key,) = [key for key in self.pipeline.objects() if f"/{subject}_{session}-" in key]
        content = self.pipeline.store().get_object(Bucket=self.pipeline.bucket, Key=key)["Body"].read()
        self.pipeline.store().delete_object(Bucket=self.pipeline.bucket, Key=key)
        return key, content

    def put_figure(self, key: str, content: bytes) -> None:
        self.pipeline.store().put_object(Bucket=self.pipeline.bucket, Key=key, Body=content)

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # else a bundle that the environment names would count more
        session.mount("https://", Here())
        session.verify = str(self.ca_file)
        return session


class Restart:
    """Notes when a service's container is told to stop, and when its next one is healthy: seconds since 1970.

    The engine keeps only its last events, and health checks make many.
    """

    def __init__(self, container: str) -> None:
        self._container = container
        self._seen: list[tuple[str, float]] = []
        self._events = docker.from_env().events(decode=True, filters={"type": "container"})
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Restart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._events.close()
        self._thread.join(10)

    def _listen(self) -> None:
        for event in self._events:
            if self._container in event["Actor"]["Attributes"].get("name", ""):
                self._seen.append((event["Action"], event["timeNano"] / 1e9))

    @property
    def stopped(self) -> float:
        return next(when for action, when in self._seen if action == "kill")

    @property
    def healthy(self) -> float:
        return next(when for action, when in self._seen if action == "health_status: healthy" and when > self.stopped)
