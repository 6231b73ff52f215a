"""A kernel of a person's server, over the websocket that JupyterLab has too."""

from __future__ import annotations

import dataclasses
import json
import time
import typing as t
import uuid

import requests
import websocket

from .model import LateError


class Server(t.Protocol):
    """As much of HubClient as a kernel needs."""

    def server(self, method: str, path: str) -> requests.Response:
        """Ask the person's own server."""

    def websocket(self, path: str, **query: str) -> websocket.WebSocket:
        """Open one at the person's server."""


@dataclasses.dataclass
class Outcome:
    """What code gave. text: what it printed, and its value; error: "name: message" or nothing."""

    text: str = ""
    error: str = ""

    def take(self, kind: str, content: dict[str, t.Any]) -> None:
        """kind: of a message that a kernel publishes."""
        if kind == "stream":
            self.text += content["text"]
        elif kind in ("execute_result", "display_data"):
            self.text += content["data"].get("text/plain", "") + "\n"
        elif kind == "error":
            self.error = f"{content['ename']}: {content['evalue']}"


class Kernel:
    """One kernel, connected until close(). It goes on without a connection; reconnect() finds it again."""

    def __init__(self, server: Server, kernel_id: str) -> None:
        self._server, self.id = server, kernel_id
        self._session = uuid.uuid4().hex
        self._socket = self._connect()

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def execute(self, code: str, seconds: float = 60, history: bool = True) -> Outcome:
        """Run code, and wait until the kernel has nothing more to say of it. history: whether the person finds it again

        Raises LateError.
        """
        asked, outcome, waits_for = uuid.uuid4().hex, Outcome(), {"idle", "execute_reply"}
        self._send(asked, code, history)
        end = time.monotonic() + seconds
        while waits_for:
            message = self._receive(end)
            if message is None:
                raise LateError(seconds, f"the kernel isn't done with {code!r}, so far: {outcome}")
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            outcome.take(kind, content)
            waits_for -= {content["execution_state"] if kind == "status" else kind}
        return outcome

    def reconnect(self) -> None:
        """A new connection to the same kernel, as JupyterLab makes one when it lost the last."""
        self.close()
        self._socket = self._connect()

    def close(self) -> None:
        self._socket.close()

    def shut_down(self) -> None:
        self.close()
        self._server.server("DELETE", f"api/kernels/{self.id}")

    def _connect(self) -> websocket.WebSocket:
        return self._server.websocket(f"api/kernels/{self.id}/channels", session_id=self._session)

    def _send(self, message_id: str, code: str, history: bool) -> None:
        names = {"msg_id": message_id, "session": self._session, "username": "", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": history, "allow_stdin": False, "stop_on_error": True}
        message = {
            "channel": "shell",
            "header": {**names, "msg_type": "execute_request"},
            "parent_header": {},
            "metadata": {},
            "content": content,
        }
        self._socket.send(json.dumps(message))

    def _receive(self, end: float) -> dict[str, t.Any] | None:
        """The next message; None if there is none in time."""
        try:
            self._socket.settimeout(max(end - time.monotonic(), 0.01))
            return t.cast("dict[str, t.Any]", json.loads(self._socket.recv()))
        except websocket.WebSocketTimeoutException:
            return None
