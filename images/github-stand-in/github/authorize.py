"""The first half of signing in: a browser asks, a person chooses, a code goes back to the application."""

from __future__ import annotations

import dataclasses
import re

from .settings import Settings

Fields = dict[str, list[str]]
"""A query or a form: all values of each name."""

SCOPES = frozenset({"user", "read:user", "user:email", "read:org", "write:org", "admin:org"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request that is in order: where to go back to, and what for. login: the one that is suggested."""

    redirect_uri: str
    state: str
    challenge: str
    scopes: tuple[str, ...]
    login: str


@dataclasses.dataclass(frozen=True)
class Refused:
    """A request that isn't, in GitHub's words. It is told at a registered address."""

    error: str
    description: str
    redirect_uri: str
    state: str = ""


def one(fields: Fields, name: str) -> str:
    """The value of a name that is there exactly once; else nothing."""
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else ""


def judge(query: Fields, settings: Settings) -> Asked | Refused | None:
    """What an application asks a person for. None: nobody knows the application."""
    if one(query, "client_id") != settings.client_id:
        return None
    address, state = one(query, "redirect_uri"), one(query, "state")
    if address not in settings.redirect_uris:
        text = "The redirect_uri MUST match the registered callback URL for this application."
        return Refused("redirect_uri_mismatch", text, settings.redirect_uris[0], state)
    scopes = tuple(dict.fromkeys(re.split(r"[\s,]+", one(query, "scope").strip()))) if one(query, "scope") else ()
    problem = _problem(query, scopes)
    if problem:
        return Refused(*problem, address, state)
    return Asked(address, state, one(query, "code_challenge"), scopes, one(query, "login"))


def _problem(query: Fields, scopes: tuple[str, ...]) -> tuple[str, str] | None:
    """(error, description). GitHub lets an application leave out state and PKCE; this one doesn't."""
    twice = sorted(name for name, values in query.items() if len(values) > 1)
    if twice:
        return "invalid_request", f"{twice[0]} is there more than once."
    if one(query, "response_type") != "code":
        return "unsupported_response_type", "The response_type must be code."
    if not one(query, "state"):
        return "invalid_request", "The state is missing."
    if one(query, "code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(one(query, "code_challenge")):
        return "invalid_request", "A code_challenge of code_challenge_method S256 is required."
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        return "invalid_scope", f"The scopes requested are invalid: {', '.join(unknown)}."
    return None
