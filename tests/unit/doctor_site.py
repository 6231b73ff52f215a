"""Small servers on this machine that answer as a test says, and an environment that consists of them."""

from __future__ import annotations

import dataclasses
import http.server
import json
import ssl
import threading
import typing as t

from mapctl.doctor import Finding, Patience, Subject, examine

SHORT = Patience(answer=5, start=1.5, stop=1, query=2)
GOOD: dict[str, t.Any] = {
    "environment": "tiny",
    "hub_url": "",
    "webgui_url": "",
    "ca_file": "",
    "resolve": {".": "127.0.0.1"},
    "certificates": "local",
    "person": "alice",
    "login": "alice-gh",
    "github_url": "",
    "github_client_id": "map-tiny",
    "github_stand_in": True,
    "pipeline_prefix": "map_",
    "webgui_user": "mapuser",
    "webgui_password": "canary-password",
    "hub_api_token": "canary-token",
}


@dataclasses.dataclass
class Answer:
    """status, body (anything that isn't a text is sent as JSON), and headers, with underscores for dashes."""

    status: int = 200
    body: t.Any = ""
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


def to(address: str) -> Answer:
    return Answer(302, headers={"Location": address})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def log_message(self, *_: t.Any) -> None:
        pass

    def handle_one(self) -> None:
        asked = f"{self.command} {self.path.partition('?')[0]}"
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((asked, self.headers.get("Authorization", "")))
        given = self.server.answers.get(asked, Answer(404, {"message": "Not Found"}))
        answer = given() if callable(given) else given
        kind = "text/html" if isinstance(answer.body, str) else "application/json"
        body = answer.body.encode() if isinstance(answer.body, str) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **answer.headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = handle_one  # noqa: N815 (names that http.server looks for)


class Site(http.server.ThreadingHTTPServer):
    """answers: "METHOD /path" -> Answer, or what gives one; asked: what it was asked, and as whom

    certificate: certificate and key in one PEM file, for TLS
    """

    daemon_threads = True

    def __init__(self, certificate: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, t.Any] = {}
        self.asked: list[tuple[str, str]] = []
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: t.Any) -> None:
        """A client that goes away is none of a server's business."""

    def requests(self) -> list[str]:
        return [asked for asked, _ in self.asked]

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


def subject(**changes: t.Any) -> Subject:
    return Subject(**{**GOOD, **changes})


def examined(patience: Patience = SHORT, **changes: t.Any) -> dict[str, Finding]:
    """Name of a check -> what became of it. No finding ever tells a secret."""
    found = examine(subject(**changes), patience=patience)
    assert "canary" not in repr(found)
    assert all(one.says.endswith(".") and (one.help.endswith(".") or (one.ok and not one.help)) for one in tried(found))
    return {one.name: one for one in found}


def tried(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if not one.says.startswith("Not tried")]
