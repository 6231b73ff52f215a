"""A stand-in for Globus on this machine, behind TLS, and the person who signs in there with a browser."""

from __future__ import annotations

import http.server
import json
import re
import ssl
import threading
import time
import typing as t
import urllib.parse
import urllib.request
from pathlib import Path

from tests.integration.certificates import Authority
from tests.integration.globus_stand_in import auth, transfer
from tests.integration.globus_stand_in.state import AnswerError, Endpoint, State

CLIENT = "b2fe5703-edb0-4f7f-80a6-2147c8ae35f0"
CODE_PAGE = "/v2/web/auth-code"


class StandIn:
    """Auth and Transfer at one address. folder: for the certificate; address: of this machine, as clients reach it."""

    def __init__(self, folder: Path, endpoints: dict[str, Endpoint], address: str = "127.0.0.1") -> None:
        self.late = 0.0
        """Seconds that have passed here and nowhere else."""
        self.state = State({CLIENT}, endpoints, lambda: time.time() + self.late)
        authority = Authority()
        self.ca_file = folder / "globus_ca.pem"
        self.ca_file.write_bytes(authority.pem)
        pair = folder / "globus_pair.pem"
        pair.write_bytes(b"".join(authority.server(address)))
        self._server = http.server.ThreadingHTTPServer((address, 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://{address}:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def person_allows(self, address: str) -> str:
        """Open the address as a person with a browser does, and read the code from the page."""
        trusted = ssl.create_default_context(cafile=str(self.ca_file))
        with urllib.request.urlopen(address, context=trusted) as page:  # noqa: S310 (our own address)
            found = re.search(r"<code>(\S+)</code>", page.read().decode())
        assert found
        return found[1]

    def answer(self, method: str, path: str, headers: t.Any, body: bytes) -> tuple[str, t.Any]:
        """(content type, document or page)."""
        parts = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        self.state.requests.append((method, parts.path))
        if (method, parts.path) == ("GET", "/v2/oauth2/authorize"):
            code = auth.authorize(self.state, query, self.url + CODE_PAGE)
            return "text/html", f"<p>Paste this code:</p><code>{code}</code>"
        if (method, parts.path) == ("POST", "/v2/oauth2/token"):
            form = dict(urllib.parse.parse_qsl(body.decode()))
            return "application/json", auth.exchange(self.state, form, headers["Authorization"])
        if not parts.path.startswith("/v0.10/"):
            raise AnswerError(404, code="NotFound", message=parts.path)
        content = json.loads(body) if body else query
        name = parts.path.removeprefix("/v0.10/")
        bearer = headers["Authorization"] or ""
        return "application/json", transfer.answer(self.state, bearer, method, name, content)


def _handler(stand_in: StandIn) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: t.Any) -> None:
            """The requests are in the state."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, kind = 200, "application/json"
            try:
                kind, found = stand_in.answer(self.command, self.path, self.headers, body)
            except AnswerError as error:
                status, found = error.status, error.document
            content = (found if isinstance(found, str) else json.dumps(found)).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
