"""The stand-in's REST interface: who somebody is, and who is a member of what, for whom that may be told."""

from __future__ import annotations

import pytest

from tests.github_stand_in import Browser


def test_who_somebody_is(browser: Browser) -> None:
    token = browser.token("alice-gh")
    told = browser.api(token, "user")
    assert told.json() == {"login": "Alice-GH", "id": 11, "name": "Alice <A>", "email": None, "type": "User"}
    assert told.headers["X-OAuth-Scopes"] == "read:org"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": None},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer gho_forged"},
        {"Authorization": "Basic Ym9iOmJvYg=="},
    ],
)
def test_without_a_token_nobody_is_told_anything(browser: Browser, headers: dict[str, str | None]) -> None:
    token = browser.token("bob-gh")
    for path in ("user", "user/teams", "orgs/map-lab/members/bob-gh"):
        assert browser.api(token, path, **headers).status_code == 401
        assert browser.api(token, path).ok


def test_a_changed_token_is_void(browser: Browser) -> None:
    token = browser.token("bob-gh")
    for place in (4, 20, len(token) // 2):
        other = "A" if token[place] != "A" else "B"
        assert browser.api(token[:place] + other + token[place + 1 :], "user").status_code == 401
    assert browser.api(token, "user").status_code == 200


def test_a_program_says_its_name(browser: Browser) -> None:
    token = browser.token("bob-gh")
    assert browser.api(token, "user", **{"User-Agent": ""}).status_code == 403
    assert browser.api(token, "user", **{"User-Agent": "JupyterHub"}).status_code == 200


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("bob-gh", "orgs/map-lab/members/bob-gh", 204),
        ("bob-gh", "orgs/Map-Lab/members/BOB-GH", 204),
        ("bob-gh", "orgs/map-lab/members/alice-gh", 204),
        ("bob-gh", "orgs/map-lab/members/stranger-gh", 404),
        ("bob-gh", "orgs/map-lab/members/nobody", 404),
        ("bob-gh", "orgs/elsewhere/members/bob-gh", 302),
        ("stranger-gh", "orgs/map-lab/members/stranger-gh", 302),
        ("stranger-gh", "orgs/map-lab/members/bob-gh", 302),
        ("bob-gh", "orgs/map-lab/public_members/bob-gh", 404),
        ("Alice-GH", "orgs/map-lab/teams/analyst/members/alice-gh", 204),
        ("Alice-GH", "orgs/map-lab/teams/team-1/members/alice-gh", 404),
        ("bob-gh", "orgs/map-lab/teams/analyst/members/alice-gh", 204),
        ("bob-gh", "orgs/map-lab/teams/analyst/members/bob-gh", 404),
        ("stranger-gh", "orgs/map-lab/teams/analyst/members/alice-gh", 404),
        ("bob-gh", "users/alice-gh", 404),
    ],
)
def test_who_is_a_member(browser: Browser, who: str, path: str, status: int) -> None:
    assert browser.api(browser.token(who), path).status_code == status


def test_memberships_need_a_scope(browser: Browser) -> None:
    seen = {}
    for scope in ("read:org", None, "user:email"):
        token = browser.token("alice-gh", scope=scope)
        paths = ("user/teams", "user/emails", "orgs/map-lab/members/alice-gh")
        statuses = [browser.api(token, path).status_code for path in paths]
        team = browser.api(token, "orgs/map-lab/teams/analyst/members/alice-gh").status_code
        seen[scope] = [*statuses, team]
    assert seen == {"read:org": [200, 404, 204, 204], None: [403, 404, 302, 404], "user:email": [403, 200, 302, 404]}


def test_teams_come_in_pages(browser: Browser) -> None:
    token = browser.token("bob-gh")
    first = browser.api(token, "user/teams?per_page=3")
    second = browser.api(token, first.links["next"]["url"].partition("/api/v3/")[2])
    assert "next" not in second.links
    assert [team["slug"] for team in first.json() + second.json()] == [f"team-{n}" for n in range(5)]
    assert {team["organization"]["login"] for team in first.json()} == {"map-lab"}
    assert "next" not in browser.api(token, "user/teams?per_page=100").links
