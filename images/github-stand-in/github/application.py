"""Which part answers a request."""

from __future__ import annotations

import email.message
import urllib.parse

from . import pages
from .answers import Answer, data, page, redirect
from .api import Api
from .authorize import Asked, Fields, Refused, judge, one
from .exchange import Exchange
from .settings import Settings
from .tokens import Tokens

API = "/api/v3"
Headers = email.message.Message


class Application:
    """Answers requests. secret: the application's client secret."""

    def __init__(self, settings: Settings, secret: str) -> None:
        tokens = Tokens(secret)
        self._settings = settings
        self._exchange = Exchange(settings, secret, tokens)
        self._api = Api(settings, tokens)

    def answer(self, method: str, target: str, headers: Headers, body: str) -> Answer:
        """target: path and query; body: of a form."""
        url = urllib.parse.urlsplit(target)
        query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        form = urllib.parse.parse_qs(body, keep_blank_values=True)
        match method, url.path:
            case "GET", "/_map/health":
                return Answer(200, b"healthy\n", {"Content-Type": "text/plain"})
            case "GET" | "POST", "/login/oauth/authorize":
                return self._authorize(query, form if method == "POST" else None)
            case "POST", "/login/oauth/access_token":
                return _told(self._exchange.take(form), headers.get("Accept", ""))
        if method == "GET" and url.path.startswith(f"{API}/"):
            parts = [urllib.parse.unquote(part) for part in url.path.removeprefix(f"{API}/").split("/")]
            return self._api.answer(parts, query, headers, f"https://{headers.get('Host', '')}{API}")
        return page(404, pages.not_found())

    def _authorize(self, query: Fields, form: Fields | None) -> Answer:
        """form: what a person chose; None to show the choice."""
        asked = judge(query, self._settings)
        if asked is None:
            return page(404, pages.not_found())
        if isinstance(asked, Refused):
            fields = {"error": asked.error, "error_description": asked.description, "state": asked.state}
            return redirect(asked.redirect_uri, **fields)
        if form is None:
            return page(200, pages.sign_in(asked, self._settings.people))
        return self._chosen(asked, form)

    def _chosen(self, asked: Asked, form: Fields) -> Answer:
        if "cancel" in form:
            text = "The user has denied your application access."
            return redirect(asked.redirect_uri, error="access_denied", error_description=text, state=asked.state)
        login = one(form, "login").strip()
        person = self._settings.by_login(login)
        if person is None:
            return page(422, pages.sign_in(asked, self._settings.people, unknown=login))
        return redirect(asked.redirect_uri, code=self._exchange.give(asked, person.id), state=asked.state)


def _told(fields: dict[str, str] | None, accept: str) -> Answer:
    """GitHub answers errors with 200 too, and as a form unless JSON is asked for."""
    if fields is None:
        return data(404, {"error": "Not Found"})
    if "json" in accept:
        return data(200, fields, Cache_Control="no-store")
    text = urllib.parse.urlencode(fields).encode()
    return Answer(200, text, {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"})
