"""HTTPS for the application: a thread a connection."""

from __future__ import annotations

import signal
import socket
import ssl
import threading
import typing as t

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

from .application import Application


class Handler(MotoRequestHandler):
    """Keeps connections open, and logs no query: a signed address is as good as a key."""

    protocol_version = "HTTP/1.1"
    timeout = 120

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        self.log("info", '"%s %s" %s', self.command, self.path.partition("?")[0], code)


class Server(ThreadedWSGIServer):
    """A plain listener whose connections speak TLS. Shaking hands is up to the connection's own thread."""

    daemon_threads = True

    def __init__(self, port: int, application: Application, certificate: str, key: str) -> None:
        super().__init__("0.0.0.0", port, application, handler=Handler)  # noqa: S104  # of the container  # nosec B104
        self.ssl_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ssl_context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.ssl_context.load_cert_chain(certificate, key)

    def get_request(self) -> tuple[t.Any, t.Any]:
        connection, address = self.socket.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wrapped = self.ssl_context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return wrapped, address


def serve(port: int, application: Application, certificate: str, key: str) -> bool:
    """Answer until told to stop; False when the memory could not be written."""
    server = Server(port, application, certificate, key)

    def stop(*_signal: t.Any) -> None:
        threading.Thread(target=server.shutdown).start()

    def watch() -> None:
        application.failed.wait()
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=watch, daemon=True).start()
    server.serve_forever(poll_interval=0.1)
    application.turn.acquire()  # the request that is being answered comes to its end, and no other begins
    return not application.failed.is_set()
