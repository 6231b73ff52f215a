"""A person's server without the person: JupyterHub's own service `operations`, which is known by its token.

That token never goes to the person's server, whose programs could keep it: the server gets one of the person's own,
which opens nothing else and is taken back.
"""

from __future__ import annotations

import typing as t
import urllib.parse

import requests

from .faults import checked, content
from .hub_client import HubClient
from .reach import Reach

NEEDED = ("read:users:name", "read:servers", "servers", "delete:servers", "tokens")
"""The rights without which a person's server can't be tried."""
LENT_SECONDS = 900


class TokenClient(HubClient):
    """token: of the service; name: of the person whose server it is about"""

    def __init__(self, hub_url: str, reach: Reach, token: str, name: str, answer_seconds: float = 60) -> None:
        super().__init__(hub_url, reach, answer_seconds)
        self._name, self._token = name, token
        self._lent: dict[str, str] = {}

    @property
    def name(self) -> str:
        return self._name

    def lacks(self) -> list[str]:
        """The needed rights that the token hasn't got. Raises AnswerError, with 403 for a token that isn't known."""
        scopes = set(content(checked(self.api("GET", "user"), "The hub's token"))["scopes"])
        return [one for one in NEEDED if not scopes & {one, f"{one}!user={self.name}"}]

    def api(self, method: str, path: str, **options: t.Any) -> requests.Response:
        return self._send(method, f"/hub/api/{path}", _shown(self._token), **options)

    def server(self, method: str, path: str, **options: t.Any) -> requests.Response:
        return self._send(method, self.home + path, _shown(self._borrow()), allow_redirects=False, **options)

    def leave(self) -> None:
        """The lent token ends by itself too, but a little later."""
        if self._lent:
            self.api("DELETE", f"{self._tokens}/{self._lent.pop('id')}")
            self._lent.clear()

    def _introduces(self, _: str, /) -> tuple[dict[str, str], dict[str, t.Any]]:
        return {}, {"header": _shown(self._borrow())}

    def _borrow(self) -> str:
        if not self._lent:
            asked = {
                "note": "mapctl doctor",
                "expires_in": LENT_SECONDS,
                "scopes": [f"access:servers!server={self.name}/"],
            }
            answer = checked(self.api("POST", self._tokens, json=asked), f"A token for {self.name}'s server", 200, 201)
            given = content(answer)
            self._lent = {"id": given["id"], "token": given["token"]}
        return self._lent["token"]

    @property
    def _tokens(self) -> str:
        return f"users/{urllib.parse.quote(self.name)}/tokens"


def _shown(token: str) -> dict[str, str]:
    return {"Authorization": f"token {token}"}
