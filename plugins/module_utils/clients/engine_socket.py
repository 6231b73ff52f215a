"""The engine's API over its socket with the standard library only: it must be asked before any package is installed."""

from __future__ import annotations

import http.client
import json
import os
import socket
import typing as t

from ..plan import MapError

DEFAULT = "unix:///var/run/docker.sock"


class EngineSocket:
    """Requests to the engine on this host."""

    def __init__(self) -> None:
        address = os.environ.get("DOCKER_HOST") or DEFAULT
        if not address.startswith("unix://"):
            raise MapError(
                f"DOCKER_HOST is '{address}', another machine. Unset it; the engine must be on the host itself."
            )
        self._path = address.removeprefix("unix://")

    def version(self) -> str:
        """The engine's version; "" when none answers."""
        try:
            return str(self._request("GET", "/version", None)[1]["Version"])
        except (OSError, http.client.HTTPException):
            return ""

    def get(self, path: str) -> t.Any:
        """What the engine says of `path`; None when it knows no such thing."""
        status, answer = self._asked("GET", path, None)
        return None if status == 404 else answer

    def succeeds(self, path: str, seconds: float) -> bool:
        """Whether the engine can answer within the time."""
        try:
            return self._request("GET", path, None, seconds)[0] < 400
        except (OSError, http.client.HTTPException):
            return False

    def post(self, path: str, body: t.Any) -> t.Any:
        """Have the engine make something."""
        return self._asked("POST", path, body)[1]

    def delete(self, path: str) -> None:
        """Have the engine remove something; it may be gone already."""
        self._asked("DELETE", path, None)

    def _asked(self, method: str, path: str, body: t.Any) -> tuple[int, t.Any]:
        try:
            status, answer = self._request(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            raise MapError(
                f"The container engine at {self._path} doesn't answer: {error}. Apply the role docker."
            ) from error
        if status >= 400 and status != 404:
            said = answer.get("message", answer) if isinstance(answer, dict) else answer
            raise MapError(f"The container engine refuses {method} {path}: {said}. Look at its log, and run it again.")
        return status, answer

    def _request(self, method: str, path: str, body: t.Any, seconds: float = 60) -> tuple[int, t.Any]:
        connection = _Connection(self._path, seconds)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, body=content, headers={"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if text.lstrip().startswith(("{", "[")) else text
        finally:
            connection.close()


class _Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
