"""An environment with only the reverse proxy, and with small servers where the other stacks would have theirs."""

from __future__ import annotations

import json
import ssl
import subprocess
import time
import typing as t
from pathlib import Path

import docker
import requests
import websocket

from tests.environment import Run
from tests.here import Here, connect, connect_tls
from tests.integration import site
from tests.integration.stand_in_host import base_image, command

IMAGE = "map-test-edge"
DOCKERFILE = """\
FROM {base}
RUN apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends python3 pebble
"""
PLACES = {"jupyter": ("jupyterhub-proxy", 8000), "navigator": ("webgui-map-navigator", 9000)}
"""First label of the name -> stack and service behind it, and the port."""


def image() -> str:
    """An image with Python, and with pebble, a server of certificates for tests."""
    command("docker", "build", "-q", "-t", IMAGE, "-", input=DOCKERFILE.format(base=base_image("trixie")))
    return IMAGE


class Edge:
    """A reverse proxy. settings: that differ from those of inventories/local"""

    def __init__(self, folder: Path, name: str, **settings: t.Any) -> None:
        self.name, self.folder, self.image = name, folder, image()
        self.environment = site.make(folder, "newest", name)
        given = {"edge_address": "127.0.0.1", "edge_certificates": "local"}
        self.environment.set(**{**given, **settings})
        variables = self.environment.variables
        self.domain, self.http, self.https = (
            variables[one] for one in ("map_domain", "edge_http_port", "edge_https_port")
        )
        self.root = Path("/srv/map") / name
        self.ca_file = self.root / "ca/ca.pem"
        self.network = f"map-{name}"
        command("docker", "network", "create", "--label", f"map.environment={name}", self.network)

    def host(self, label: str) -> str:
        return f"{label}.{self.domain}"

    def url(self, label: str = "jupyter", path: str = "/") -> str:
        return f"https://{self.host(label)}:{self.https}{path}"

    def apply(self, ok: bool = True, **extra: t.Any) -> Run:
        arguments = ("--extra-vars", json.dumps(extra)) if extra else ()
        return self.environment.play("playbooks/edge.yml", *arguments, ok=ok)

    def check(self, **extra: t.Any) -> Run:
        return self.environment.play("playbooks/edge.yml", "--check", "--extra-vars", json.dumps(extra))

    def behind(self, label: str) -> str:
        """Start a server behind a name; the name of its container."""
        place, port = PLACES[label]
        name, script = f"map-{self.name}-{place}-1", Path(__file__).with_name("edge_upstream.py")
        self.run(name, f"{script}:/upstream.py:ro", "python3", "/upstream.py", str(port))
        return name

    def run(self, name: str, mounted: str, *words: str, options: tuple[str, ...] = ()) -> None:
        """Start a container in the environment's network."""
        label = f"map.environment={self.name}"
        program = ("docker", "run", "--detach", "--init", "--name", name, "--label", label, "--network", self.network)
        command(*program, "--volume", mounted, *options, self.image, *words)

    def session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.verify = str(self.ca_file)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Here())
        return session

    def ask(self, method: str, url: str, **options: t.Any) -> requests.Response:
        with self.session() as session:
            return session.request(method, url, timeout=60, allow_redirects=False, **options)

    def get(self, label: str = "jupyter", path: str = "/", **options: t.Any) -> requests.Response:
        return self.ask("GET", self.url(label, path), **options)

    def websocket(self, label: str = "jupyter", path: str = "/") -> websocket.WebSocket:
        return websocket.create_connection(
            f"wss://{self.host(label)}:{self.https}{path}",
            socket=connect_tls(self.host(label), self.https, self.ca_file),
            origin=self.url(label, ""),
            timeout=60,
        )

    def handshake(self, name: str, context: ssl.SSLContext) -> ssl.SSLSocket:
        """The connection; an error where one of the two refuses."""
        return context.wrap_socket(connect(self.https), server_hostname=name)

    def serial(self, label: str = "jupyter") -> str:
        """The number of the certificate that is in use."""
        with connect_tls(self.host(label), self.https, self.ca_file) as connection:
            return str((connection.getpeercert() or {})["serialNumber"])

    @property
    def container(self) -> t.Any:
        return docker.from_env().containers.get(f"map-{self.name}-edge-proxy-1")

    def log(self) -> str:
        return str(self.container.logs().decode())

    def wait_log(self, word: str) -> str:
        """The log as soon as it has this word."""
        end = time.monotonic() + 60
        while word not in (log := self.log()):
            assert time.monotonic() < end, log[-2000:]
            time.sleep(0.1)
        return log

    def remove(self) -> None:
        site.remove(self.environment)


def openssl(*words: str) -> str:
    """What the command printed, whether it could connect or not."""
    done = subprocess.run(["openssl", *words], input="", capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr
