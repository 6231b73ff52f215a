"""The REST interface, as GitHub Enterprise has it at /api/v3: who one is, and who is a member of what."""

from __future__ import annotations

import email.message
import typing as t
from urllib.parse import quote

from .answers import Answer, data
from .authorize import Fields, one
from .settings import Person, Settings
from .tokens import Grant, Tokens

_NOT_FOUND = data(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"})
_READS_ORGANIZATIONS = frozenset({"read:org", "write:org", "admin:org"})
_LISTS_TEAMS = _READS_ORGANIZATIONS | {"user"}
_READS_ADDRESSES = frozenset({"user", "user:email"})


class Api:
    """Answers GET requests. Memberships are private: without a scope for them, nobody seems to be a member."""

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        self._settings, self._tokens = settings, tokens

    def answer(self, parts: list[str], query: Fields, headers: email.message.Message, base: str) -> Answer:
        """parts: of the path after /api/v3; base: the address of that."""
        if not headers.get("User-Agent"):
            return data(403, {"message": "Request forbidden by administrative rules. Send a User-Agent header."})
        kind, __, token = headers.get("Authorization", "").partition(" ")
        grant = self._tokens.know(token.strip()) if kind.lower() in ("bearer", "token") else None
        me = self._settings.by_id(grant.person) if grant else None
        if grant is None or me is None:
            problem = "Bad credentials" if headers.get("Authorization") else "Requires authentication"
            return data(401, {"message": problem, "status": "401"})
        found = self._route(parts, query, me, grant, base)
        return Answer(found.status, found.body, {**found.headers, "X-OAuth-Scopes": ", ".join(grant.scopes)})

    def _route(self, parts: list[str], query: Fields, me: Person, grant: Grant, base: str) -> Answer:
        scopes = frozenset(grant.scopes)
        match parts:
            case ["user"]:
                return data(200, _user(me))
            case ["user", "emails"] if scopes & _READS_ADDRESSES:
                return data(200, [{"email": _address(me), "primary": True, "verified": True, "visibility": "private"}])
            case ["user", "teams"]:
                return _teams(me, query, base) if scopes & _LISTS_TEAMS else _refused("read:org, user")
            case ["orgs", organization, *rest]:
                sees = bool(scopes & _READS_ORGANIZATIONS) and organization.lower() in me.organizations
                return self._members(organization, rest, sees, base)
        return _NOT_FOUND

    def _members(self, organization: str, rest: list[str], sees: bool, base: str) -> Answer:
        """sees: whether who asks is a member and may know the others."""
        match rest:
            case ["members", login] if sees:
                return self._member(organization, None, login)
            case ["teams", team, "members", login] if sees:
                return self._member(organization, team, login)
            case ["members", login]:
                path = f"orgs/{quote(organization, safe='')}/public_members/{quote(login, safe='')}"
                return Answer(302, headers={"Location": f"{base}/{path}"})
        return _NOT_FOUND

    def _member(self, organization: str, team: str | None, login: str) -> Answer:
        person = self._settings.by_login(login)
        teams = person.organizations.get(organization.lower()) if person else None
        return Answer(204) if teams is not None and (team is None or team.lower() in teams) else _NOT_FOUND


def _user(person: Person) -> dict[str, t.Any]:
    return {"login": person.login, "id": person.id, "name": person.name, "email": None, "type": "User"}


def _address(person: Person) -> str:
    return f"{person.id}+{person.login}@users.noreply.github.com"


def _refused(accepted: str) -> Answer:
    text = f"You need at least one of these scopes: {accepted}."
    return data(403, {"message": text, "status": "403"}, X_Accepted_OAuth_Scopes=accepted)


def _teams(person: Person, query: Fields, base: str) -> Answer:
    """A page of the list, with the address of the next one in the header Link."""
    size = min(_number(query, "per_page", 30), 100)
    page = _number(query, "page", 1)
    every = person.teams()
    listed = [
        {"id": number, "name": team, "slug": team, "organization": {"login": organization}}
        for number, (organization, team) in enumerate(every, 1)
    ][(page - 1) * size : page * size]
    if page * size >= len(every):
        return data(200, listed)
    return data(200, listed, Link=f'<{base}/user/teams?per_page={size}&page={page + 1}>; rel="next"')


def _number(query: Fields, name: str, default: int) -> int:
    text = one(query, name)
    return max(int(text), 1) if text.isascii() and text.isdigit() else default
