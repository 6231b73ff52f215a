"""A person at JupyterHub without a browser: signs in through GitHub, has a server, computes in a kernel."""

from __future__ import annotations

import html
import re
import time
import typing as t
import urllib.parse
from pathlib import Path

import requests

from tests.here import Here
from tests.hub_kernel import Kernel

PAGE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
FETCH = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
STATE = "oauthenticator-state"
"""The cookie with the state of a sign-in, and with its PKCE verifier."""


class Person:
    """Somebody with a browser's cookies. hub_url: without a path; login: at GitHub; ca_file: of both servers.

    Only sign_in() and what it consists of follow redirects to GitHub. Answers are given back whatever their status,
    unless a method says otherwise.
    """

    def __init__(self, hub_url: str, ca_file: Path, login: str) -> None:
        self.hub_url, self.ca_file, self.login = hub_url.rstrip("/"), ca_file, login
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(ca_file)
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, Here())

    def sign_in(self, tamper: t.Callable[[str], str] = str, next_path: str = "/hub/home") -> requests.Response:
        """The page on which it ends: next_path, or a refusal. tamper: changes the address that GitHub sends back to."""
        return self.come_back(tamper(self.choose(self.ask(next_path))))

    def ask(self, next_path: str = "/hub/home") -> str:
        """Press the hub's button to sign in, if it doesn't do without: the address at GitHub to which that leads."""
        page = self.get(f"/hub/login?next={urllib.parse.quote(next_path, safe='')}")
        if not page.url.startswith(f"{self.hub_url}/"):
            return page.url
        link = re.search(r"""href=["']([^"']*/hub/oauth_login[^"']*)""", page.text)
        assert link, f"{page.url} has no button to sign in ({page.status_code}):\n{page.text}"
        return _sent_to(self.get(html.unescape(link[1]), allow_redirects=False))

    def choose(self, address: str) -> str:
        """Say at GitHub who one is: the address that it sends back to."""
        page = self.get(address)
        assert page.status_code == 200, f"{page.url} ({page.status_code}):\n{page.text}"
        return _sent_to(self._send("POST", address, PAGE, data={"login": self.login}, allow_redirects=False))

    def come_back(self, address: str) -> requests.Response:
        return self.get(address)

    def forget_cookie(self, name: str) -> None:
        for cookie in [cookie for cookie in self.session.cookies if cookie.name == name]:
            self.session.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def sign_out(self) -> requests.Response:
        return self.get("/hub/logout")

    def get(self, path: str, **options: t.Any) -> requests.Response:
        """Load a page, as one does with the address bar. path: at the hub, or a whole address."""
        return self._send("GET", path, PAGE, **options)

    def api(self, method: str, path: str, xsrf: bool = True, **options: t.Any) -> requests.Response:
        """Ask the hub's REST interface. path: after /hub/api/; xsrf: whether the token is sent with it."""
        return self._fetch(method, "/hub/", f"/hub/api/{path}", xsrf, options)

    @property
    def name(self) -> str:
        """What the hub calls this person."""
        answer = self.api("GET", "user")
        assert answer.status_code == 200, f"{self.login} isn't signed in: {answer.text}"
        return str(answer.json()["name"])

    @property
    def home(self) -> str:
        """Path of this person's server."""
        return f"/user/{urllib.parse.quote(self.name)}/"

    def start_server(self, seconds: float = 120) -> None:
        """Start it, and wait until it is ready."""
        answer = self.api("POST", f"users/{self.name}/server")
        assert answer.status_code in (201, 202), f"{answer.status_code}: {answer.text}"
        self.wait_ready(seconds)

    def wait_ready(self, seconds: float = 120) -> None:
        self._wait("ready", lambda server: bool(server and server["ready"]), seconds)

    def stop_server(self, seconds: float = 60) -> None:
        """Stop it, and wait until it is gone."""
        answer = self.api("DELETE", f"users/{self.name}/server")
        assert answer.status_code in (202, 204), f"{answer.status_code}: {answer.text}"
        self._wait("gone", lambda server: server is None, seconds)

    def server_state(self) -> dict[str, t.Any] | None:
        """What the hub knows of this person's server; None when there is none."""
        answer = self.api("GET", f"users/{self.name}")
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        return t.cast("dict[str, t.Any] | None", answer.json()["servers"].get(""))

    def server(self, method: str, path: str, xsrf: bool = True, **options: t.Any) -> requests.Response:
        """Ask this person's own server, after its OAuth dance with the hub. path: such as api/contents."""
        home = self.home
        if not self._token(home):
            self.get(f"{home}lab")
        answer = self._fetch(method, home, home + path, xsrf, options)
        if answer.status_code == 403 and xsrf:  # the server is another one by now
            self.get(f"{home}lab")
            answer = self._fetch(method, home, home + path, xsrf, options)
        return answer

    def kernel(self, name: str = "python3") -> Kernel:
        """A new kernel, connected."""
        answer = self.server("POST", "api/kernels", json={"name": name})
        assert answer.status_code == 201, f"{answer.status_code}: {answer.text}"
        return Kernel(self, self.home, answer.json()["id"])

    def cookies_for(self, url: str) -> str:
        """What a browser sends in the header Cookie."""
        request = requests.Request("GET", url)
        return requests.cookies.get_cookie_header(self.session.cookies, t.cast("t.Any", request)) or ""

    def xsrf(self, path: str) -> str:
        """The token of the pages under this path: /hub/ or a server's."""
        token = self._token(path)
        assert token, f"{self.login} has no cookie _xsrf for {path}"
        return token

    def _token(self, path: str) -> str | None:
        host = urllib.parse.urlsplit(self.hub_url).hostname or ""
        found = [c for c in self.session.cookies if c.name == "_xsrf" and c.path == path and host in c.domain]
        return found[0].value if found else None

    def _fetch(self, method: str, page: str, path: str, xsrf: bool, options: dict[str, t.Any]) -> requests.Response:
        """page: the path of the pages whose token goes with it."""
        token = {"X-XSRFToken": self._token(page) or ""} if xsrf else {}
        return self._send(method, path, {**FETCH, **token, "Referer": self.hub_url + page}, **options)

    def _send(self, method: str, path: str, headers: dict[str, str], **options: t.Any) -> requests.Response:
        sent = {**headers, **options.pop("headers", {})}
        url = urllib.parse.urljoin(self.hub_url, path)
        return self.session.request(method, url, headers=sent, timeout=options.pop("timeout", 60), **options)

    def _wait(self, what: str, holds: t.Callable[[dict[str, t.Any] | None], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not holds(state := self.server_state()):
            assert time.monotonic() < deadline, f"After {seconds} s {self.login}'s server isn't {what}: {state}"
            time.sleep(0.5)


def _sent_to(answer: requests.Response) -> str:
    assert answer.status_code == 302, f"{answer.url} doesn't redirect ({answer.status_code}):\n{answer.text}"
    return urllib.parse.urljoin(answer.url, answer.headers["Location"])
