"""One request after the other: moto answers, the memory is written, and only then the client hears of it."""

from __future__ import annotations

import html
import io
import sys
import threading
import traceback
import typing as t

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app

from .memory import Memory
from .s3_access import check
from .s3_errors import S3Error
from .touched import TOUCHED

HEALTH = "/_map/health"
READS = {"GET", "HEAD", "OPTIONS"}

Answer = tuple[str, list[tuple[str, str]], bytes]


class Application:
    """A WSGI application. `failed` is set when something couldn't be written: no answer after it would hold."""

    def __init__(self, memory: Memory) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._memory = memory
        self.turn = threading.Lock()
        self.failed = threading.Event()

    def __call__(self, environ: dict[str, t.Any], start_response: t.Any) -> list[bytes]:
        _take_body(environ)
        with self.turn:
            status, headers, body = self._answer(environ)
        start_response(status, headers)
        return [body]

    def _answer(self, environ: dict[str, t.Any]) -> Answer:
        if self.failed.is_set():
            return _plain("503 Service Unavailable", "The emulator restarts, for it could not write its memory.")
        try:
            if environ["PATH_INFO"] == HEALTH:
                self._memory.answers()
                return _plain("200 OK", "healthy")
            if environ["PATH_INFO"].startswith("/moto-api"):
                return _plain("403 Forbidden", "moto's own interface can erase everything and is closed.")
            return self._remembered(environ)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            self.failed.set()
            return self._answer(environ)

    def _remembered(self, environ: dict[str, t.Any]) -> Answer:
        backends = self._memory.backends()
        answer = self._ask_moto(environ)
        if environ["REQUEST_METHOD"] not in READS or self._memory.backends() != backends:
            self._memory.keep()
        else:
            TOUCHED.clear()
        return answer

    def _ask_moto(self, environ: dict[str, t.Any]) -> Answer:
        """moto's answer; what it doesn't know, stumbles over or should refuse is refused in AWS's words."""
        try:
            if self._is_s3(environ):
                check(environ)
            body, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        except S3Error as error:
            body = b"" if environ["REQUEST_METHOD"] == "HEAD" else error.body
            return error.status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))], body
        except NotImplementedError as error:
            return _error("400 Bad Request", "InvalidAction", str(error))
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            return _error("500 Internal Server Error", "InternalFailure", f"{type(error).__name__} in moto")
        return status, list(headers), b"".join(body)

    def _is_s3(self, environ: dict[str, t.Any]) -> bool:
        """Whether moto gives a request to its S3."""
        return (self._moto.infer_service_region_host(environ, environ["PATH_INFO"]) or "s3.").startswith("s3.")


def _take_body(environ: dict[str, t.Any]) -> None:
    """Receive the request before its turn, so that a slow client keeps nobody waiting."""
    source = environ["wsgi.input"]
    if not environ.get("wsgi.input_terminated"):
        body = source.read(int(environ.get("CONTENT_LENGTH") or 0))
    else:
        body = source.read()
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)


def _plain(status: str, text: str) -> Answer:
    body = text.encode() + b"\n"
    return status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))], body


def _error(status: str, code: str, message: str) -> Answer:
    text = f"<ErrorResponse><Error><Code>{code}</Code><Message>{html.escape(message)}</Message></Error></ErrorResponse>"
    __, headers, body = _plain(status, text)
    return status, [("Content-Type", "text/xml"), *headers[1:]], body
