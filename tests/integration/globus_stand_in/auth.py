"""Globus Auth as native applications use it: a code with PKCE, and tokens for it. Refuses whatever Globus refuses."""

from __future__ import annotations

import base64
import hashlib
import re
import typing as t

from tests.integration.globus_stand_in.state import (
    OWN_SCOPES,
    TRANSFER,
    TRANSFER_ALL,
    AnswerError,
    Grant,
    State,
    Token,
    parse_scopes,
    token,
)

CODE_SECONDS = 600
ACCESS_SECONDS = 48 * 3600
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9~_.-]{43,128}")
_DATA_ACCESS = re.compile(r"https://auth\.globus\.org/scopes/([0-9a-f-]{36})/data_access")

Form = dict[str, str]


def authorize(state: State, asked: Form, redirect: str) -> str:
    """The person allows what is asked; gives the code."""
    required = {"client_id", "redirect_uri", "scope", "response_type", "code_challenge", "code_challenge_method"}
    if missing := required - set(asked):
        raise AnswerError(400, error="invalid_request", error_description=f"missing {sorted(missing)}")
    _client(state, asked["client_id"])
    if asked["redirect_uri"] != redirect:
        raise AnswerError(400, error="mismatched_redirect_uri")
    if asked["response_type"] != "code":
        raise AnswerError(400, error="unsupported_response_type")
    if asked["code_challenge_method"] != "S256" or not _CHALLENGE.fullmatch(asked["code_challenge"]):
        raise AnswerError(400, error="invalid_request", error_description="code_challenge")
    code = token()
    state.grants[code] = Grant(
        client=asked["client_id"],
        redirect=redirect,
        challenge=asked["code_challenge"],
        scopes=_scopes(state, asked["scope"]),
        offline=asked.get("access_type") == "offline",
        expires=state.now() + CODE_SECONDS,
    )
    return code


def exchange(state: State, form: Form, authorization: str | None) -> dict[str, t.Any]:
    """The token endpoint."""
    if authorization is not None:  # a native application has no secret
        raise AnswerError(401, error="invalid_client")
    _client(state, form.get("client_id", ""))
    if form.get("grant_type") == "authorization_code":
        return _for_code(state, form)
    if form.get("grant_type") == "refresh_token":
        return _for_refresh_token(state, form)
    raise AnswerError(400, error="unsupported_grant_type")


def _for_code(state: State, form: Form) -> dict[str, t.Any]:
    grant = state.grants.get(form.get("code", ""))
    verifier = form.get("code_verifier", "")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if (
        grant is None
        or grant.expires <= state.now()
        or grant.client != form["client_id"]
        or grant.redirect != form.get("redirect_uri")
        or not _VERIFIER.fullmatch(verifier)
        or grant.challenge != digest
    ):
        raise AnswerError(400, error="invalid_grant")
    grant.expires = 0  # a code is good once
    servers = sorted({_server(scope) for scope in grant.scopes})
    first, *others = [_tokens(state, grant, server) for server in servers]
    return {**first, "other_tokens": others}


def _for_refresh_token(state: State, form: Form) -> dict[str, t.Any]:
    known = state.refresh.get(form.get("refresh_token", ""))
    if known is None or known.expires <= state.now() or known.client != form["client_id"]:
        raise AnswerError(400, error="invalid_grant")
    return {**_access(state, known), "refresh_token": form["refresh_token"], "other_tokens": []}


def _tokens(state: State, grant: Grant, server: str) -> dict[str, t.Any]:
    scopes = {scope: inner for scope, inner in grant.scopes.items() if _server(scope) == server}
    given = Token(grant.client, server, scopes, state.now() + 180 * 86400)
    answer = _access(state, given)
    if grant.offline:
        answer["refresh_token"] = token()
        state.refresh[answer["refresh_token"]] = given
    return answer


def _access(state: State, given: Token) -> dict[str, t.Any]:
    text = token()
    state.access[text] = Token(given.client, given.server, given.scopes, state.now() + ACCESS_SECONDS)
    return {
        "access_token": text,
        "expires_in": ACCESS_SECONDS,
        "token_type": "Bearer",
        "scope": " ".join(given.scopes),
        "resource_server": given.server,
    }


def _client(state: State, client: str) -> None:
    if client not in state.clients:
        raise AnswerError(401, error="invalid_client")


def _server(scope: str) -> str:
    return OWN_SCOPES.get(scope, TRANSFER)


def _scopes(state: State, text: str) -> dict[str, frozenset[str]]:
    """What is asked for, if all of it exists: transfers, with the data of mapped collections only, and who one is."""
    try:
        found = parse_scopes(text)
    except ValueError:
        found = {}
    mapped = {endpoint for endpoint, known in state.endpoints.items() if known.mapped}
    for scope, inner in found.items():
        matches = [_DATA_ACCESS.fullmatch(word) for word in inner]
        if (inner and scope != TRANSFER_ALL) or not all(match and match[1] in mapped for match in matches):
            raise AnswerError(400, error="unknown_scope")
    if not found or not set(found) <= {TRANSFER_ALL, *OWN_SCOPES}:
        raise AnswerError(400, error="unknown_scope")
    return found
