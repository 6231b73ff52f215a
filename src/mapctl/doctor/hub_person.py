"""A person at JupyterHub without a browser: signs in through GitHub, and is known by cookies from then on."""

from __future__ import annotations

import html
import re
import typing as t
import urllib.parse

import requests

from .faults import checked, content
from .hub_client import HubClient
from .model import AnswerError
from .reach import Reach

PAGE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
FETCH = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}


class Person(HubClient):
    """Somebody with a browser's cookies. login: at GitHub

    Only sign_in() and what it consists of follow redirects to GitHub.
    """

    def __init__(self, hub_url: str, reach: Reach, login: str, answer_seconds: float = 60) -> None:
        super().__init__(hub_url, reach, answer_seconds)
        self.login = login

    def sign_in(self, tamper: t.Callable[[str], str] = str, next_path: str = "/hub/home") -> requests.Response:
        """The page on which it ends: next_path, or a refusal. tamper: changes the address that GitHub sends back to."""
        return self.come_back(tamper(self.choose(self.ask(next_path))))

    def ask(self, next_path: str = "/hub/home") -> str:
        """Press the hub's button to sign in, if it doesn't do without: the address at GitHub to which that leads."""
        page = self.get(f"/hub/login?next={urllib.parse.quote(next_path, safe='')}")
        if not page.url.startswith(f"{self.hub_url}/"):
            return page.url
        checked(page, "The hub's page to sign in")
        link = re.search(r"""href=["']([^"']*/hub/oauth_login[^"']*)""", page.text)
        if not link:
            raise AnswerError("The hub's page to sign in", page.status_code, "it has no button for GitHub")
        return _sent_to(self.get(html.unescape(link[1]), allow_redirects=False), "The hub's button to sign in")

    def choose(self, address: str) -> str:
        """Say at GitHub who one is, which only the stand-in takes for true: the address that it sends back to."""
        checked(self.get(address), "GitHub's page to sign in")
        answer = self._send("POST", address, PAGE, data={"login": self.login}, allow_redirects=False)
        return _sent_to(answer, "The sign-in at GitHub")

    def come_back(self, address: str) -> requests.Response:
        return self.get(address)

    def get(self, path: str, **options: t.Any) -> requests.Response:
        """Load a page, as one does with the address bar. path: at the hub, or a whole address."""
        return self._send("GET", path, PAGE, **options)

    def api(self, method: str, path: str, **options: t.Any) -> requests.Response:
        return self._fetch(method, "/hub/", f"/hub/api/{path}", options)

    @property
    def name(self) -> str:
        """Raises AnswerError for who isn't signed in."""
        return str(content(checked(self.api("GET", "user"), f"Who {self.login} is"))["name"])

    def server(self, method: str, path: str, **options: t.Any) -> requests.Response:
        """After its OAuth dance with the hub."""
        home = self.home
        if not self._token(home):
            self.get(f"{home}lab")
        answer = self._fetch(method, home, home + path, options)
        if answer.status_code == 403:  # the server is another one by now
            self.get(f"{home}lab")
            answer = self._fetch(method, home, home + path, options)
        return answer

    def cookies_for(self, url: str) -> str:
        """What a browser sends in the header Cookie."""
        cookies: t.Any = requests.cookies
        return cookies.get_cookie_header(self.session.cookies, requests.Request("GET", url)) or ""

    def xsrf(self, path: str) -> str:
        """The token of the pages under this path: /hub/ or a server's. Raises AnswerError."""
        token = self._token(path)
        if not token:
            raise AnswerError(f"The page {path}", 200, "it came without the cookie _xsrf")
        return token

    def _introduces(self, path: str, /) -> tuple[dict[str, str], dict[str, t.Any]]:
        return {"_xsrf": self.xsrf(self.home)}, {"cookie": self.cookies_for(self.hub_url + path)}

    def _token(self, path: str) -> str | None:
        host = urllib.parse.urlsplit(self.hub_url).hostname or ""
        found = [c for c in self.session.cookies if c.name == "_xsrf" and c.path == path and host in c.domain]
        return found[0].value if found else None

    def _fetch(self, method: str, page: str, path: str, options: dict[str, t.Any]) -> requests.Response:
        """page: the path of the pages whose token goes with it."""
        token = self._token(page) or ""
        return self._send(method, path, {**FETCH, "X-XSRFToken": token, "Referer": self.hub_url + page}, **options)


def _sent_to(answer: requests.Response, what: str) -> str:
    checked(answer, what, 302)
    return urllib.parse.urljoin(answer.url, answer.headers["Location"])
