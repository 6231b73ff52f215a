"""The clients with which tests act as people, alone: Chromium, and a person over HTTP."""

from __future__ import annotations

import http.server
import ssl
import struct
import threading
import typing as t
import urllib.parse
from pathlib import Path

import pytest
import requests

from tests.browser import Browser, build_image
from tests.browser_hub import Lab
from tests.github_stand_in import PEOPLE, GitHub
from tests.hub_client import STATE, Person
from tests.integration.certificates import Authority

NAME = "hub.tests.localhost"
"""The browser finds it by itself, the system's resolver needn't."""


class Handler(http.server.BaseHTTPRequestHandler):
    """As much of a hub as signing in needs; its last page says how it came there."""

    protocol_version = "HTTP/1.1"
    server: TinyHub

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        fields = dict(urllib.parse.parse_qsl(query))
        if path == "/hub/login":
            self._answer(200, "<a href='/hub/oauth_login?next=%2Fhub%2Fhome'>Sign in with GitHub</a>")
        elif path == "/hub/oauth_login":
            self._answer(302, Location=self.server.asks(), Set_Cookie=f"{STATE}=of-the-cookie; Path=/; Secure")
        elif path == "/hub/oauth_callback":
            state = "right" if fields.get("state") == "state-1" else "wrong"
            cookie = "with" if f"{STATE}=of-the-cookie" in self.headers.get("Cookie", "") else "without"
            self._answer(200, f"Back in the {state} state, {cookie} cookie")
        else:
            self._answer(200, "<button style='display: none'>Hidden</button><b>A page</b>")

    def log_message(self, *_: t.Any) -> None:
        pass

    def _answer(self, status: int, body: str = "", **headers: str) -> None:
        self.send_response(status)
        text = body.encode()
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)


class TinyHub(http.server.ThreadingHTTPServer):
    """Answers over TLS. ca_file: who its certificate is from; github: where it sends people to."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"https://{NAME}:{self.server_port}"
        self.callback = f"{self.url}/hub/oauth_callback"
        self.github = ""
        authority = Authority()
        self.ca_file, pair = folder / "tiny-ca.pem", folder / "tiny.pem"
        self.ca_file.write_bytes(authority.pem)
        pair.write_bytes(b"".join(authority.server(NAME)))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pair)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: t.Any) -> None:
        """A client that doesn't trust the certificate is none of the server's business."""

    def asks(self) -> str:
        fields = {"response_type": "code", "client_id": "map-test", "redirect_uri": self.callback, "state": "state-1"}
        challenge = {"code_challenge": "c" * 43, "code_challenge_method": "S256", "scope": "read:org"}
        return f"{self.github}/login/oauth/authorize?{urllib.parse.urlencode({**fields, **challenge})}"


@pytest.fixture(scope="module")
def image() -> str:
    return build_image()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[TinyHub]:
    with TinyHub(tmp_path_factory.mktemp("hub")) as made:
        yield made
        made.shutdown()


@pytest.fixture(scope="module")
def authorities(hub: TinyHub, github_image: str, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Path]:
    """A stand-in for GitHub to which the hub sends people: the file with both servers' authorities."""
    folder = tmp_path_factory.mktemp("github")
    github = GitHub(github_image, folder, PEOPLE, redirect_uris=[hub.callback])
    try:
        hub.github = f"https://localhost:{github.start().port}"
        both = folder / "both.pem"
        both.write_bytes(hub.ca_file.read_bytes() + (folder / "ca/ca.pem").read_bytes())
        yield both
    finally:
        github.remove()


def test_chromium_shows_a_page_whose_certificate_it_trusts(image: str, hub: TinyHub, tmp_path: Path) -> None:
    with Browser(image, hub.ca_file, size=(1000, 700)) as browser:
        browser.open(f"{hub.url}/page")
        assert browser.see("b").text == browser.text.strip() == "A page"
        assert browser.script("return isSecureContext")
        assert browser.script("return document.cookie") == "", "the profile is new"
        picture = browser.screenshot(tmp_path / "page.png").read_bytes()
        with pytest.raises(AssertionError, match=r"(?s)Waited 0.5 s for button.*/page, see .*says:\nA page") as waited:
            browser.see("button", seconds=0.5)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1000, 700)
    _remove_the_picture_of(waited.value)


def test_chromium_refuses_a_certificate_of_an_unknown_authority(image: str, hub: TinyHub, tmp_path: Path) -> None:
    stranger = tmp_path / "ca.pem"
    stranger.write_bytes(Authority().pem)
    with Browser(image, stranger) as browser, pytest.raises(AssertionError, match="ERR_CERT_AUTHORITY_INVALID"):
        browser.open(hub.url)


def test_chromium_signs_in_through_github(image: str, hub: TinyHub, authorities: Path) -> None:
    with Browser(image, authorities) as browser:
        Lab(browser, hub.url).sign_in("Alice-GH")
        assert browser.text.strip() == "Back in the right state, with cookie"


def test_a_person_signs_in_through_github(hub: TinyHub, authorities: Path) -> None:
    assert Person(hub.url, authorities, "bob-gh").sign_in().text == "Back in the right state, with cookie"


def test_a_person_can_come_back_with_what_isnt_right(hub: TinyHub, authorities: Path) -> None:
    person = Person(hub.url, authorities, "bob-gh")

    def tamper(address: str) -> str:
        person.forget_cookie(STATE)
        return address.replace("state-1", "state-2")

    assert person.sign_in(tamper).text == "Back in the wrong state, without cookie"


def test_a_person_refuses_a_certificate_of_another_authority_or_name(hub: TinyHub, authorities: Path) -> None:
    _, github_ca = authorities.read_text().split("-----END CERTIFICATE-----\n", 1)
    (authorities.parent / "github.pem").write_text(github_ca)
    with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        Person(hub.url, authorities.parent / "github.pem", "bob-gh").get("/")
    with pytest.raises(requests.exceptions.SSLError, match="mismatch"):
        Person(hub.url.replace(NAME, "other.localhost"), authorities, "bob-gh").get("/")


def _remove_the_picture_of(error: AssertionError) -> None:
    Path(str(error).split(", see ")[1].split(", says")[0]).unlink()
