"""The stand-in for GitHub in a container, and signing in at one, as a browser and an application do."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import typing as t
import urllib.parse
import uuid
from pathlib import Path

import requests

from ansible_collections.mesoscale.map.plugins.module_utils.specs import local_ca
from tests.emulator import docker
from tests.environment import free_port

CLIENT_ID, CLIENT_SECRET = "map-test", "client-secret-of-the-tests"
CALLBACK = "http://127.0.0.1:8000/hub/oauth_callback"
OTHER = "http://127.0.0.1:8000/other/oauth_callback"
PEOPLE: list[dict[str, t.Any]] = [
    {"login": "Alice-GH", "id": 11, "name": "Alice <A>", "organizations": {"map-lab": ["analyst"], "elsewhere": []}},
    {"login": "bob-gh", "id": 12, "name": "Bob", "organizations": {"map-lab": [f"team-{n}" for n in range(5)]}},
    {"login": "stranger-gh", "id": 13, "name": "Sam", "organizations": {}},
]


class Browser:
    """Asks the stand-in for what a hub asks for. The methods' changes replace fields; None leaves one out."""

    def __init__(self, address: str, ca_file: Path, client_id: str = CLIENT_ID, secret: str = CLIENT_SECRET) -> None:
        self.address, self.ca_file = address, ca_file
        self._client = {"client_id": client_id, "client_secret": secret}
        self.verifier = secrets.token_urlsafe(48)
        self.callback = CALLBACK

    def authorize(self, method: str = "GET", form: dict[str, str] | None = None, **changes: t.Any) -> requests.Response:
        """What the browser is sent to first, or what a person answers there."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        fields = {
            "response_type": "code",
            "client_id": self._client["client_id"],
            "redirect_uri": self.callback,
            "scope": "read:org",
            "state": "a state=&",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return self._send(method, "/login/oauth/authorize", params={**fields, **changes}, data=form)

    def code(self, login: str, **changes: t.Any) -> str:
        """The code that comes back when a person signs in."""
        answer = sent_back(self.authorize("POST", {"login": login}, **changes), self.callback)
        assert answer["state"] == "a state=&"
        return answer["code"]

    def exchange(self, code: str, /, **changes: t.Any) -> requests.Response:
        fields = {
            **self._client,
            "code": code,
            "grant_type": "authorization_code",
            "redirect_uri": self.callback,
            "code_verifier": self.verifier,
        }
        headers = {"Accept": "application/json"}
        return self._send("POST", "/login/oauth/access_token", data={**fields, **changes}, headers=headers)

    def token(self, login: str, **changes: t.Any) -> str:
        return str(self.exchange(self.code(login, **changes)).json()["access_token"])

    def api(self, token: str, path: str, **headers: str | None) -> requests.Response:
        return self._send("GET", f"/api/v3/{path}", headers={"Authorization": f"Bearer {token}", **headers})

    def _send(self, method: str, path: str, **options: t.Any) -> requests.Response:
        verify = str(self.ca_file)
        return requests.request(
            method, self.address + path, verify=verify, timeout=10, allow_redirects=False, **options
        )


def sent_back(answer: requests.Response, callback: str = CALLBACK) -> dict[str, str]:
    """The fields with which an answer sends the browser back to the application."""
    assert answer.status_code == 302, answer.text
    address, _, query = answer.headers["Location"].partition("?")
    assert address == callback
    return dict(urllib.parse.parse_qsl(query, strict_parsing=True))


class GitHub:
    """One stand-in in a container, as the role runs it. folder: for its files."""

    def __init__(self, image: str, folder: Path, people: list[dict[str, t.Any]], **settings: t.Any) -> None:
        self.name = f"map-test-github-{uuid.uuid4().hex[:8]}"
        self.port = free_port()
        self._image, self._folder = image, folder
        names = {"name": "github", "dns": ["localhost"], "addresses": ["127.0.0.1"]}
        certificate = {**names, "owner": 999, "group": None, "mode": "0400"}
        params = {"directory": str(folder / "ca"), "name": "MAP test", "certificates": [certificate]}
        local_ca.run(params, check=False)
        self.settings = {"client_id": CLIENT_ID, "redirect_uris": [CALLBACK], "people": people, **settings}
        self.secret = CLIENT_SECRET

    def browser(self) -> Browser:
        return Browser(f"https://127.0.0.1:{self.port}", self._folder / "ca/ca.pem")

    def start(self, wait: bool = True) -> GitHub:
        """Start it, anew if it runs, with its settings as they now are."""
        self.remove()
        (self._folder / "github.json").write_text(json.dumps(self.settings))
        (self._folder / "client_secret").write_text(f"{self.secret}\n")
        files = {"tls_ca": "ca/ca.pem", "tls_certificate": "ca/github/certificate.pem", "tls_key": "ca/github/key.pem"}
        mounts = [f"--volume={self._folder / file}:/run/secrets/{name}:ro" for name, file in files.items()]
        docker(
            *("run", "--detach", f"--name={self.name}", f"--label=map.environment={self.name}"),
            *("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", f"--env=PORT={self.port}"),
            *(f"--publish=127.0.0.1:{self.port}:{self.port}", *mounts, "--health-interval=1s"),
            f"--volume={self._folder / 'client_secret'}:/run/secrets/client_secret:ro",
            *(f"--volume={self._folder / 'github.json'}:/etc/map/github.json:ro", self._image),
        )
        return self.wait() if wait else self

    def wait(self) -> GitHub:
        """Until its health check says so."""
        deadline = time.monotonic() + 60
        while docker("inspect", "--format={{.State.Health.Status}}", self.name) != "healthy":
            assert time.monotonic() < deadline, docker("logs", self.name)
            time.sleep(0.2)
        return self

    def remove(self) -> None:
        docker("rm", "--force", self.name, check=False)
