"""The stand-in refuses what Globus refuses, each beside the same request that it answers."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import typing as t
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.integration.globus_stand_in.server import CLIENT, CODE_PAGE, StandIn
from tests.integration.globus_stand_in.state import TRANSFER_ALL, Endpoint

ARCHIVE, GUEST = "5b875fda-4185-11e8-bb52-0ac6873fc732", "c40e971d-0075-4a82-b12f-8f9717762e7b"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def globus(tmp_path: Path) -> t.Iterator[StandIn]:
    endpoints = {ARCHIVE: Endpoint("Archive", {"": "rw"}, mapped=True), GUEST: Endpoint("Guest", {"": "r"})}
    made = StandIn(tmp_path, endpoints)
    yield made
    made.close()


def send(globus: StandIn, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
    """(status, content). form: makes it a POST"""
    body = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(globus.url + path, body, headers)  # noqa: S310 (our own address)
    try:
        context = ssl.create_default_context(cafile=str(globus.ca_file))
        with urllib.request.urlopen(request, context=context) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def authorize(globus: StandIn, **changes: str | None) -> tuple[int, str]:
    asked: dict[str, str | None] = {
        "client_id": CLIENT,
        "redirect_uri": globus.url + CODE_PAGE,
        "scope": TRANSFER_ALL,
        "response_type": "code",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "access_type": "offline",
        **changes,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return send(globus, f"/v2/oauth2/authorize?{urllib.parse.urlencode(given)}")


def exchange(globus: StandIn, code: str, headers: dict[str, str] | None = None, **changes: str) -> tuple[int, t.Any]:
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "code": code,
        "redirect_uri": globus.url + CODE_PAGE,
        "code_verifier": VERIFIER,
        **changes,
    }
    status, content = send(globus, "/v2/oauth2/token", form, **(headers or {}))
    return status, json.loads(content)


def a_code(globus: StandIn, **changes: str | None) -> str:
    status, page = authorize(globus, **changes)
    assert status == 200, page
    return page.partition("<code>")[2].partition("</code>")[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": "another"}, "invalid_client"),
        ({"redirect_uri": "https://elsewhere.example.org/"}, "mismatched_redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "everything"}, "unknown_scope"),
        ({"scope": f"{TRANSFER_ALL}[*https://auth.globus.org/scopes/{GUEST}/data_access]"}, "unknown_scope"),
        ({"scope": f"{TRANSFER_ALL}["}, "unknown_scope"),
    ],
    ids=str,
)
def test_a_wrong_address_gets_no_code(globus: StandIn, changes: dict[str, str | None], said: str) -> None:
    status, content = authorize(globus, **changes)
    assert status in (400, 401)
    assert said in content
    assert a_code(globus)
    assert a_code(globus, scope=f"{TRANSFER_ALL}[*https://auth.globus.org/scopes/{ARCHIVE}/data_access]")


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "another"},
        {"client_id": "another"},
        {"redirect_uri": "https://elsewhere.example.org/"},
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"grant_type": "password"},
        {"headers": {"Authorization": "Basic Og=="}},
    ],
    ids=str,
)
def test_a_wrong_exchange_gets_no_token(globus: StandIn, changes: dict[str, t.Any]) -> None:
    code = a_code(globus)
    assert exchange(globus, **{"code": code, **changes})[0] in (400, 401)
    assert exchange(globus, code)[0] == 200


def test_only_who_asks_for_it_gets_a_refresh_token(globus: StandIn) -> None:
    assert "refresh_token" not in exchange(globus, a_code(globus, access_type="online"))[1]
    assert "refresh_token" in exchange(globus, a_code(globus))[1]


def test_only_a_token_for_transfers_opens_transfer(globus: StandIn) -> None:
    own = exchange(globus, a_code(globus, scope="openid"))[1]["access_token"]
    right = exchange(globus, a_code(globus))[1]["access_token"]
    path = f"/v0.10/endpoint/{GUEST}"
    assert send(globus, path)[0] == 401
    assert send(globus, path, Authorization=f"Bearer {own}")[0] == 401
    assert send(globus, path, Authorization=right)[0] == 401
    assert send(globus, path, Authorization=f"Bearer {right}")[0] == 200
    globus.late = 48 * 3600 + 1
    assert send(globus, path, Authorization=f"Bearer {right}")[0] == 401
