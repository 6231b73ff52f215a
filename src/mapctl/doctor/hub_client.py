"""What one does at JupyterHub, whoever one is: start and stop a person's server, ask it, have a kernel in it."""

from __future__ import annotations

import abc
import time
import typing as t
import urllib.parse

import requests
import websocket

from .faults import checked, content
from .kernel import Kernel
from .model import AnswerError, LateError
from .reach import Reach

State = dict[str, t.Any] | None


class HubClient(abc.ABC):
    """hub_url: without a path. Answers are given back whatever their status, unless a method says otherwise."""

    def __init__(self, hub_url: str, reach: Reach, answer_seconds: float = 60) -> None:
        self.hub_url, self.reach = hub_url.rstrip("/"), reach
        self.session = reach.session()
        self._answer_seconds = answer_seconds

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """What the hub calls the person whose server this is about."""

    @abc.abstractmethod
    def api(self, method: str, path: str, **options: t.Any) -> requests.Response:
        """Ask the hub's REST interface. path: after /hub/api/"""

    @abc.abstractmethod
    def server(self, method: str, path: str, **options: t.Any) -> requests.Response:
        """Ask the person's own server. path: such as api/contents"""

    @abc.abstractmethod
    def _introduces(self, path: str, /) -> tuple[dict[str, str], dict[str, t.Any]]:
        """How one shows at a websocket who one is: fields of the query, and options of websocket-client."""

    @property
    def home(self) -> str:
        """Path of the person's server."""
        return f"/user/{urllib.parse.quote(self.name)}/"

    def server_state(self) -> State:
        """What the hub knows of the person's server; None when there is none. Raises AnswerError."""
        answer = checked(self.api("GET", f"users/{urllib.parse.quote(self.name)}"), f"The account {self.name}")
        return t.cast("State", content(answer)["servers"].get(""))

    def start_server(self, seconds: float = 120) -> None:
        """Start it, and wait until it is ready. Raises AnswerError, LateError."""
        self.ask_start()
        self.wait_ready(seconds)

    def ask_start(self) -> None:
        checked(self.api("POST", self._own), f"The start of {self.name}'s server", 201, 202)

    def wait_ready(self, seconds: float = 120) -> None:
        """Raises AnswerError if the server ends while it starts, and LateError."""

        def ready(state: State) -> bool:
            if state is None:
                raise AnswerError(f"The start of {self.name}'s server", 500, "it ended before it was ready")
            return bool(state["ready"])

        self._wait(f"{self.name}'s server isn't ready", ready, seconds)

    def stop_server(self, seconds: float = 60) -> None:
        """Stop it, and wait until it is gone. Raises AnswerError, LateError."""
        checked(self.api("DELETE", self._own), f"The stop of {self.name}'s server", 202, 204)
        self.wait_gone(seconds)

    def wait_gone(self, seconds: float = 60) -> None:
        self._wait(f"{self.name}'s server isn't gone", lambda state: state is None, seconds)

    def wait_settled(self, seconds: float) -> State:
        """Wait until it isn't between two states; the one that it is in."""
        self._wait(f"{self.name}'s server still isn't settled", lambda state: not (state and state["pending"]), seconds)
        return self.server_state()

    def kernel(self, name: str = "python3", seconds: float = 60) -> Kernel:
        """A new kernel, connected. Raises AnswerError."""
        answer = self.server("POST", "api/kernels", json={"name": name}, timeout=seconds)
        made = content(checked(answer, "The start of a kernel", 201))["id"]
        try:
            return Kernel(self, made)
        except Exception:
            self.server("DELETE", f"api/kernels/{made}")
            raise

    def others(self, made: t.Container[str] = ()) -> int:
        """How many kernels and terminals somebody has in the server. made: ids of kernels that don't count"""
        kernels = content(checked(self.server("GET", "api/kernels"), "The list of kernels"))
        terminals = self.server("GET", "api/terminals")
        running = content(terminals) if terminals.status_code == 200 else []
        return len([one for one in kernels if one["id"] not in made]) + len(running)

    def leave(self) -> None:  # noqa: B027 (most were lent nothing)
        """Give back what was lent for the visit."""

    def websocket(self, path: str, **query: str) -> websocket.WebSocket:
        """Open one at the person's server. path: such as api/kernels/ID/channels. Raises AnswerError."""
        hub = urllib.parse.urlsplit(self.hub_url)
        name, secure = hub.hostname or "", hub.scheme == "https"
        port = hub.port or (443 if secure else 80)
        fields, options = self._introduces(self.home + path)
        url = f"{'wss' if secure else 'ws'}://{hub.netloc}{self.home}{path}?{urllib.parse.urlencode(query | fields)}"
        connection = self.reach.connect_tls(name, port) if secure else self.reach.connect(name, port)
        connection.settimeout(self._answer_seconds)
        try:
            return websocket.create_connection(url, socket=connection, origin=self.hub_url, **options)
        except websocket.WebSocketBadStatusException as error:
            raise AnswerError("The connection to a kernel", error.status_code) from error

    @property
    def _own(self) -> str:
        return f"users/{urllib.parse.quote(self.name)}/server"

    def _send(self, method: str, path: str, headers: dict[str, str], **options: t.Any) -> requests.Response:
        """path: at the hub, or a whole address."""
        sent = {**headers, **options.pop("headers", {})}
        url = urllib.parse.urljoin(self.hub_url, path)
        seconds = options.pop("timeout", self._answer_seconds)
        return self.session.request(method, url, headers=sent, timeout=seconds, **options)

    def _wait(self, late: str, holds: t.Callable[[State], bool], seconds: float) -> None:
        """Ask less and less often. late: what isn't so, if it takes longer"""
        end, pause = time.monotonic() + seconds, 0.25
        while not holds(self.server_state()):
            if time.monotonic() + pause > end:
                raise LateError(seconds, late)
            time.sleep(pause)
            pause = min(pause * 1.5, 3)
