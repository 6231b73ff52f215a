"""JupyterHub's accounts, read and changed through its own interface.

Source: the REST API of JupyterHub, https://jupyterhub.readthedocs.io/en/stable/reference/rest-api.html
"""

from __future__ import annotations

import json
import time
import typing as t
import urllib.error
import urllib.parse

from ansible.module_utils.urls import open_url

from ..plan import MapError
from ..plans.hub_people import Account

_PAGE = 200
_SECONDS = 30
_PAUSE = 1.0


class AwayError(MapError):
    """The hub doesn't answer, or not to us: it doesn't run as the settings say."""


class HubPeople:
    """Asks the hub at an address, as http://127.0.0.1:8000, with a token of an administrator."""

    def __init__(self, address: str, token: str, wait_seconds: float) -> None:
        self._base = f"{address.rstrip('/')}/hub/api"
        self._token = token
        self._wait_seconds = wait_seconds

    def read(self) -> dict[str, Account]:
        """All accounts, in pages of 200."""
        found: dict[str, Account] = {}
        while True:
            path = f"/users?{urllib.parse.urlencode({'offset': len(found), 'limit': _PAGE})}"
            page = json.loads(self._ask("GET", path))
            for user in page:
                found[user["name"]] = Account(bool(user["admin"]), bool(user["servers"] or user["pending"]))
            if len(page) < _PAGE:
                return found

    def delete(self, name: str) -> None:
        """Stop the person's server and remove the account; all its tokens and sessions end. Volumes stay."""
        self._ask("DELETE", f"/users/{urllib.parse.quote(name, safe='')}", gone_is_good=True)

    def set_admin(self, name: str, admin: bool) -> None:
        """Give or take the right to administer the hub."""
        body = json.dumps({"admin": admin}).encode()
        self._ask("PATCH", f"/users/{urllib.parse.quote(name, safe='')}", body)

    def _ask(self, method: str, path: str, body: bytes | None = None, gone_is_good: bool = False) -> bytes:
        """The answer's body. Again for some time while the hub starts, or a server is being stopped."""
        deadline = time.monotonic() + self._wait_seconds
        while True:
            try:
                return self._once(method, path, body)
            except urllib.error.HTTPError as error:
                if error.code == 404 and gone_is_good:
                    return b""
                said = error.read().decode(errors="replace")
                passes = error.code >= 500 or (error.code == 400 and "stopping" in said)
                if not passes or time.monotonic() > deadline:
                    raise self._refused(method, path, error.code, said) from error
            except OSError as error:
                if time.monotonic() > deadline:
                    raise self._away(getattr(error, "reason", error)) from error
            time.sleep(_PAUSE)

    def _once(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Authorization": f"token {self._token}", "Content-Type": "application/json"}
        url = self._base + path
        # The hub is on this host, and a proxy would see the token.
        options = {"method": method, "timeout": _SECONDS, "use_proxy": False}
        with open_url(url, data=body, headers=headers, **options) as answer:
            return t.cast("bytes", answer.read())

    def _away(self, why: t.Any) -> AwayError:
        return AwayError(
            f"JupyterHub doesn't answer at {self._base}: {why}. "
            "Look at its containers with `docker ps`, and run the playbook jupyterhub."
        )

    def _refused(self, method: str, path: str, code: int, said: str) -> MapError:
        if code in (502, 503, 504):
            return self._away(f"its proxy says {code}")
        if code in (401, 403):
            return AwayError(
                f"JupyterHub at {self._base} refuses our token. Run the playbook jupyterhub, which gives the hub "
                "the token that jupyterhub_api_token has."
            )
        try:
            said = json.loads(said)["message"]
        except (ValueError, KeyError, TypeError):
            said = said[:200]
        return MapError(
            f"JupyterHub answered {method} {path.partition('?')[0]} with {code}: {said}. Read the log of the hub."
        )
