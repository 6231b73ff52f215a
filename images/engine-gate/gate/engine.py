"""The container engine behind the gate."""

from __future__ import annotations

import dataclasses
import http.client
import json
import socket

_SECONDS = 660  # the engine may take as long to stop a container


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the engine or the gate says. headers: those that clients look at."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


def said(status: int, message: str) -> Answer:
    """An answer of the gate's own, in the engine's form."""
    return Answer(status, json.dumps({"message": message}).encode(), {"Content-Type": "application/json"})


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Engine:
    """path: of its socket. A request is a connection."""

    def __init__(self, path: str) -> None:
        self._path = path

    def ask(self, method: str, target: str, body: bytes | None = None) -> Answer:
        """Raises OSError or http.client.HTTPException."""
        connection = _Connection(self._path)
        try:
            headers = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            shown = ("Content-Type", "Api-Version", "Docker-Experimental", "Ostype", "Server")
            kept = {name: answer.headers[name] for name in shown if name in answer.headers}
            return Answer(answer.status, answer.read(), kept)
        finally:
            connection.close()
