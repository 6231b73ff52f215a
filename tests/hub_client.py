"""A person at JupyterHub without a browser, as `mapctl doctor` has one, and what only tests do."""

from __future__ import annotations

from pathlib import Path

from mapctl.doctor import hub_person
from tests.here import reach

STATE = "oauthenticator-state"
"""The cookie with the state of a sign-in, and with its PKCE verifier."""


class Person(hub_person.Person):
    """Somebody with a browser's cookies. hub_url: without a path; login: at GitHub; ca_file: of both servers."""

    def __init__(self, hub_url: str, ca_file: Path, login: str) -> None:
        super().__init__(hub_url, reach(ca_file), login)

    def forget_cookie(self, name: str) -> None:
        for cookie in [cookie for cookie in self.session.cookies if cookie.name == name]:
            self.session.cookies.clear(cookie.domain, cookie.path, cookie.name)
