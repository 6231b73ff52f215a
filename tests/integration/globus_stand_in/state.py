"""What the stand-in for Globus knows: applications, codes, tokens, endpoints. No I/O."""

from __future__ import annotations

import dataclasses
import secrets
import typing as t

TRANSFER = "transfer.api.globus.org"
TRANSFER_ALL = f"urn:globus:auth:scope:{TRANSFER}:all"
OWN_SCOPES = {"openid": "auth.globus.org", "profile": "auth.globus.org", "email": "auth.globus.org"}


class AnswerError(Exception):
    """An answer that isn't 200: its status and its document."""

    def __init__(self, status: int, **document: t.Any) -> None:
        super().__init__(str(document))
        self.status = status
        self.document = document


@dataclasses.dataclass
class Endpoint:
    """A collection. folders: path without slashes at its ends -> "r" or "rw"; connected: None for a server's"""

    name: str
    folders: dict[str, str]
    mapped: bool = False
    connected: bool | None = None
    activation: str = "AutoActivated.GlobusOnlineCredential"


@dataclasses.dataclass
class Grant:
    """What a person allowed: to which application, which scopes; code: how it is fetched."""

    client: str
    redirect: str
    challenge: str
    scopes: dict[str, frozenset[str]]
    offline: bool
    expires: float


@dataclasses.dataclass
class Token:
    """client: whom it was given to; server: who takes it; scopes: scope -> scopes that depend on it"""

    client: str
    server: str
    scopes: dict[str, frozenset[str]]
    expires: float


@dataclasses.dataclass
class State:
    """All of it. now: seconds since 1970; requests: (method, path) of all that were answered"""

    clients: set[str]
    endpoints: dict[str, Endpoint]
    now: t.Callable[[], float]
    grants: dict[str, Grant] = dataclasses.field(default_factory=dict)
    access: dict[str, Token] = dataclasses.field(default_factory=dict)
    refresh: dict[str, Token] = dataclasses.field(default_factory=dict)
    submissions: set[str] = dataclasses.field(default_factory=set)
    tasks: dict[str, dict[str, t.Any]] = dataclasses.field(default_factory=dict)
    requests: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    @property
    def secrets(self) -> set[str]:
        """Every code and token that was ever given."""
        return {*self.grants, *self.access, *self.refresh}


def token() -> str:
    return f"Ag{secrets.token_urlsafe(40)}"


def parse_scopes(text: str) -> dict[str, frozenset[str]]:
    """scope -> the scopes in its brackets. Raises ValueError on what isn't a list of scopes."""
    found: dict[str, frozenset[str]] = {}
    for part in _split(text):
        scope, bracket, rest = part.partition("[")
        if bracket and not rest.endswith("]"):
            raise ValueError(text)
        inner = [word.removeprefix("*") for word in rest.removesuffix("]").split()]
        found[scope] = frozenset(inner)
    return found


def _split(text: str) -> t.Iterator[str]:
    depth, word = 0, ""
    for letter in text + " ":
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == " " and depth == 0:
            if word:
                yield word
            word = ""
        else:
            word += letter
    if depth:
        raise ValueError(text)
