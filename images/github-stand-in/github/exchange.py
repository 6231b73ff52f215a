"""The second half of signing in: the application exchanges a code for a token."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import re
import secrets
import threading
import time
import typing as t

from .authorize import Asked, Fields, one
from .settings import Settings
from .tokens import Grant, Tokens

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_HELP = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#"
TEXTS = {
    "incorrect_client_credentials": "The client_id and/or client_secret passed are incorrect.",
    "redirect_uri_mismatch": "The redirect_uri MUST match the registered callback URL for this application.",
    "bad_verification_code": "The code passed is incorrect or expired.",
    "unsupported_grant_type": "The grant type must be authorization_code.",
}


@dataclasses.dataclass(frozen=True)
class _Code:
    asked: Asked
    person: int
    ends: float


class Exchange:
    """Codes that are given out and not yet spent; a restart forgets them. clock: seconds."""

    def __init__(self, settings: Settings, secret: str, tokens: Tokens, clock: t.Callable[[], float] = time.monotonic):
        self._settings, self._secret, self._tokens, self._clock = settings, secret, tokens, clock
        self._codes: dict[str, _Code] = {}
        self._lock = threading.Lock()

    def give(self, asked: Asked, person: int) -> str:
        """A code for what was asked, which a person granted."""
        code, now = secrets.token_hex(10), self._clock()
        with self._lock:
            self._codes = {name: known for name, known in self._codes.items() if known.ends > now}
            self._codes[code] = _Code(asked, person, now + self._settings.code_seconds)
        return code

    def take(self, form: Fields) -> dict[str, str] | None:
        """A token, or GitHub's error, as the fields of the answer. None: nobody knows the application."""
        if one(form, "client_id") != self._settings.client_id:
            return None
        if not hmac.compare_digest(one(form, "client_secret").encode(), self._secret.encode()):
            return _error("incorrect_client_credentials")
        if form.get("grant_type", ["authorization_code"]) != ["authorization_code"]:
            return _error("unsupported_grant_type")
        with self._lock:
            known = self._codes.pop(one(form, "code"), None)  # whatever comes of it, it is spent
        if known is None or known.ends <= self._clock():
            return _error("bad_verification_code")
        return self._spend(known, form)

    def _spend(self, known: _Code, form: Fields) -> dict[str, str]:
        if one(form, "redirect_uri") != known.asked.redirect_uri:
            return _error("redirect_uri_mismatch")
        if not _proves(one(form, "code_verifier"), known.asked.challenge):
            return _error("bad_verification_code")
        scopes = known.asked.scopes
        token = self._tokens.give(Grant(known.person, scopes))
        return {"access_token": token, "token_type": "bearer", "scope": ",".join(scopes)}


def _proves(verifier: str, challenge: str) -> bool:
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).decode().rstrip("="), challenge)


def _error(name: str) -> dict[str, str]:
    return {"error": name, "error_description": TEXTS[name], "error_uri": _HELP + name.replace("_", "-")}
