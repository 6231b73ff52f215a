"""HTTPS for the application: a thread a connection."""

from __future__ import annotations

import http.server
import signal
import socket
import ssl
import sys
import threading
import typing as t

from .answers import Answer, data
from .application import Application

_LONGEST_BODY = 65536


class Handler(http.server.BaseHTTPRequestHandler):
    """Keeps connections open, and logs no query: it may hold a code."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "GitHub-stand-in", ""
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        self._send(self.server.application.answer("GET", self.path, self.headers, ""))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get_content_type()
        if not (length.isascii() and length.isdigit()) or int(length) > _LONGEST_BODY:
            self.close_connection = True
            self._send(data(413, {"message": "Payload Too Large"}))
            return
        body = self.rfile.read(int(length)).decode(errors="replace")
        if body and kind != "application/x-www-form-urlencoded":
            self._send(data(415, {"message": "Unsupported Media Type"}))
            return
        self._send(self.server.application.answer("POST", self.path, self.headers, body))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.send_header("X-Content-Type-Options", "nosniff")
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        self.log_message('"%s %s" %s', self.command, self.path.partition("?")[0], getattr(code, "value", code))


class Server(http.server.ThreadingHTTPServer):
    """A plain listener whose connections speak TLS. Shaking hands is up to the connection's own thread."""

    daemon_threads = True

    def __init__(self, port: int, application: Application, certificate: str, key: str) -> None:
        super().__init__(("0.0.0.0", port), Handler)  # noqa: S104  # of the container  # nosec B104
        self.application = application
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self._tls.load_cert_chain(certificate, key)

    def get_request(self) -> tuple[t.Any, t.Any]:
        connection, address = self.socket.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(Handler.timeout)
        return self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """A client that hangs up, or doesn't trust the certificate, is no fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def serve_until_told(self) -> None:
        def stop(*_signal: t.Any) -> None:
            threading.Thread(target=self.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.serve_forever(poll_interval=0.1)
