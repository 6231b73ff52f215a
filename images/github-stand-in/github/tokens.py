"""Access tokens that need no memory, so that they outlive a restart: who and what for, signed."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import secrets

_PREFIX = "gho_"
_SIGNATURE_BYTES = 16


@dataclasses.dataclass(frozen=True)
class Grant:
    """What a person let the application do. person: the id, not the login; scopes: in the order asked for."""

    person: int
    scopes: tuple[str, ...]


class Tokens:
    """Gives tokens out and knows its own again. secret: the application's; with another, all tokens are void."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"access tokens of {secret}".encode()).digest()

    def give(self, grant: Grant) -> str:
        text = json.dumps([grant.person, grant.scopes, secrets.token_hex(8)]).encode()
        return _PREFIX + base64.urlsafe_b64encode(self._sign(text) + text).decode().rstrip("=")

    def know(self, token: str) -> Grant | None:
        """What a token stands for; None for any that isn't ours."""
        try:
            raw = token.removeprefix(_PREFIX)
            whole = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
        except ValueError:
            return None
        signature, text = whole[:_SIGNATURE_BYTES], whole[_SIGNATURE_BYTES:]
        if not token.startswith(_PREFIX) or not hmac.compare_digest(signature, self._sign(text)):
            return None
        person, scopes, __ = json.loads(text)
        return Grant(person, tuple(scopes))

    def _sign(self, text: bytes) -> bytes:
        return hmac.digest(self._key, text, "sha256")[:_SIGNATURE_BYTES]
