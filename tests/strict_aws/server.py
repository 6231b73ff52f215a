"""Serves the strict AWS on a free port of this machine, over HTTP or TLS."""

from __future__ import annotations

import ssl
import threading
import typing as t
import urllib.request

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from .layer import StrictAws
from .recorder import Recorder
from .rules.all import RULES
from .strikes import Strikes


class Server:
    """A world of its own: one AWS account, empty at first.

    endpoint: its address; recorder: what was asked; strikes: what goes wrong; reset(): everything is empty again.
    Use it as a context, or `start` and `stop` it: the world outlives a stop.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.layer = StrictAws(DomainDispatcherApplication(create_backend_app), RULES)
        self._tls = tls
        self.endpoint = ""

    @property
    def recorder(self) -> Recorder:
        return self.layer.recorder

    @property
    def strikes(self) -> Strikes:
        return self.layer.strikes

    def start(self) -> Server:
        self._http = make_server("127.0.0.1", 0, self.layer, True, 1, _Quiet, None, self._tls)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.endpoint = f"http{'s' if self._tls else ''}://127.0.0.1:{self._http.port}"
        return self

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def reset(self) -> None:
        """An empty account, no memory, no misfortune, nothing counted."""
        request = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")  # noqa: S310
        context = ssl._create_unverified_context() if self._tls else None  # noqa: S323 (its own certificate)
        urllib.request.urlopen(request, context=context).read()  # noqa: S310
        self.layer.forget()
        self.strikes.reset()
        self.recorder.reset()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request, and ends a connection that gets no answer."""

    def log_request(self, *_: t.Any) -> None: ...

    def connection_dropped(self, *_: t.Any) -> None:
        """An answer is lost: the client sees the connection end, and needn't wait for its patience to."""
        self.close_connection = True
