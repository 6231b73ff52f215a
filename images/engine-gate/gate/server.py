"""HTTP on a socket in a folder that the hub shares: a thread a connection."""

from __future__ import annotations

import http.server
import pathlib
import signal
import socketserver
import sys
import threading
import typing as t

from .engine import Answer, said
from .gate import Gate

_LONGEST_BODY = 1 << 20


class Handler(http.server.BaseHTTPRequestHandler):
    """Passes a request on, once it is whole. Only refusals are logged, without query and body."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "engine-gate", ""
    timeout = 60
    server: Server

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        plain = length.isascii() and length.isdigit() and int(length) <= _LONGEST_BODY
        once = len(self.headers.get_all("Content-Length", [])) <= 1
        if not plain or not once or "Transfer-Encoding" in self.headers or "Upgrade" in self.headers:
            self.close_connection = True
            self._send(said(403, "The gate before the engine refuses this: the body's length is not plain."))
            return
        answer, reason = self.server.gate.answer(self.command, self.path, self.rfile.read(int(length)))
        if reason:
            self.log_message("refused %s %s: %s", self.command, self.path.partition("?")[0], reason)
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815  # names that the library looks for

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        bare = answer.status in (204, 304)
        if not bare:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if not bare and self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """What passes is in the engine's own log."""

    def address_string(self) -> str:
        return "hub"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """path: of the socket. Whoever may enter its folder may use it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: str, gate: Gate) -> None:
        pathlib.Path(path).unlink(missing_ok=True)
        super().__init__(path, Handler)
        pathlib.Path(path).chmod(0o666)
        self.gate = gate

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """A client that hangs up is no fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def serve_until_told(self) -> None:
        def stop(*_signal: t.Any) -> None:
            threading.Thread(target=self.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.serve_forever(poll_interval=0.1)
