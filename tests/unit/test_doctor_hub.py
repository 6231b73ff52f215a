"""`mapctl doctor` at JupyterHub: each thing that can be wrong, and what is said of it."""

from __future__ import annotations

import typing as t
import urllib.parse

import pytest

from mapctl.doctor import hub_client
from mapctl.doctor.hub_token import NEEDED
from tests.unit.doctor_site import Answer, Site, examined, to

NAMES = [
    "JupyterHub: certificate",
    "JupyterHub: way to GitHub",
    "JupyterHub: sign in",
    "JupyterHub: start a server",
    "JupyterHub: ask the database",
    "JupyterHub: stop the server",
]
START = "POST /hub/api/users/alice/server"
STOP = "DELETE /hub/api/users/alice/server"
ACCOUNT = "GET /hub/api/users/alice"
LEND = "POST /hub/api/users/alice/tokens"
LOGS = "mapctl logs tiny jupyterhub hub"
APPLY = "mapctl apply tiny jupyterhub"


@pytest.fixture
def github() -> t.Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def hub(github: Site) -> t.Iterator[Site]:
    """One at which all goes well up to the server, whose kernels don't start."""
    with Site() as site:
        way(site, github)
        page = "/login/oauth/authorize"
        github.answers |= {f"GET {page}": Answer(), f"POST {page}": to(f"{site.url}/hub/oauth_callback?code=1&state=s")}
        servers: dict[str, t.Any] = {}

        def start() -> Answer:
            servers[""] = {"ready": True, "pending": None}
            return Answer(201)

        def stop() -> Answer:
            servers.clear()
            return Answer(204)

        site.answers |= {
            "GET /hub/login": Answer(body="<a href='/hub/oauth_login?next=%2Fhub%2Fhome'>Sign in with GitHub</a>"),
            "GET /hub/oauth_callback": to("/hub/home"),
            "GET /hub/home": Answer(),
            "GET /hub/api/user": Answer(body={"name": "alice", "scopes": list(NEEDED)}),
            ACCOUNT: lambda: Answer(body={"servers": servers}),
            START: start,
            STOP: stop,
            LEND: Answer(201, {"id": "a7", "token": "canary-lent"}),
            "DELETE /hub/api/users/alice/tokens/a7": Answer(204),
            "GET /user/alice/api/kernels": Answer(body=[]),
            "POST /user/alice/api/kernels": Answer(500, {"message": "No space left"}),
        }
        yield site


def way(hub: Site, github: Site, **changes: str) -> None:
    """Where the hub's button leads. changes: of the fields"""
    fields = {"client_id": "map-tiny", "redirect_uri": f"{hub.url}/hub/oauth_callback", "state": "s", **changes}
    hub.answers["GET /hub/oauth_login"] = to(f"{github.url}/login/oauth/authorize?{urllib.parse.urlencode(fields)}")


def examine(hub: Site, github: Site, **changes: t.Any) -> dict[str, t.Any]:
    return examined(**{"hub_url": hub.url, "github_url": github.url, **changes})


def test_what_was_started_is_stopped_though_the_query_fails(hub: Site, github: Site) -> None:
    found = examine(hub, github)
    assert list(found)[: len(NAMES)] == NAMES
    assert [found[name].ok for name in NAMES] == [None, True, True, True, False, True]
    assert "500: No space left" in found["JupyterHub: ask the database"].says
    assert LOGS in found["JupyterHub: ask the database"].help
    assert hub.requests().count(STOP) == 1


def test_what_runs_stays(hub: Site, github: Site) -> None:
    hub.answers[ACCOUNT] = Answer(body={"servers": {"": {"ready": True, "pending": None}}})
    found = examine(hub, github)
    assert "stays so" in found["JupyterHub: start a server"].says
    assert "JupyterHub: stop the server" not in found
    assert not {START, STOP} & set(hub.requests())


def test_what_somebody_uses_by_now_stays(hub: Site, github: Site) -> None:
    hub.answers["GET /user/alice/api/kernels"] = Answer(body=[{"id": "hers"}])
    found = examine(hub, github)
    assert "Somebody uses" in found["JupyterHub: stop the server"].says
    assert STOP not in hub.requests()


def test_an_interrupted_examination_stops_what_it_started(
    hub: Site, github: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: t.Any, **__: t.Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(hub_client.HubClient, "kernel", interrupted)
    with pytest.raises(KeyboardInterrupt):
        examine(hub, github)
    assert hub.requests().count(STOP) == 1


REFUSED = Answer(403, {"message": "auth has expired for alice, login again"})
WRONG: dict[str, tuple[dict[str, t.Any], str, str, str]] = {
    # what the hub answers, which check fails, what it says, what helps
    "the hub is away": ({"GET /hub/login": Answer(503)}, "way to GitHub", "behind the reverse proxy (503)", LOGS),
    "no button": ({"GET /hub/login": Answer(body="Hello")}, "way to GitHub", "no button for GitHub", LOGS),
    "not on the list": ({"GET /hub/oauth_callback": Answer(403)}, "sign in", "doesn't let alice-gh in", APPLY),
    "GitHub is away for the hub": ({"GET /hub/oauth_callback": Answer(500)}, "sign in", "answered with 500", LOGS),
    "another name": ({"GET /hub/api/user": Answer(body={"name": "gh-alice"})}, "sign in", "calls alice-gh gh-", APPLY),
    "nonsense": ({ACCOUNT: Answer(body="<html>")}, "start a server", "isn't what people get", LOGS),
    "the gate refuses": ({START: Answer(500, {"message": "refused"})}, "start a server", "(500): refused.", LOGS),
    "never ready": (
        {ACCOUNT: Answer(body={"servers": {"": {"ready": False, "pending": "spawn"}}})},
        "start a server",
        "After 2 s alice's server isn't ready.",
        LOGS,
    ),
    "it ends": ({START: Answer(202)}, "start a server", "ended before it was ready", LOGS),
    "it stays": ({STOP: Answer(202)}, "stop the server", "After 1 s alice's server isn't gone.", LOGS),
}


@pytest.mark.parametrize(("answers", "name", "says", "helps"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(  # noqa: PLR0917 (columns of the table)
    hub: Site, github: Site, answers: dict[str, t.Any], name: str, says: str, helps: str
) -> None:
    hub.answers |= answers
    found = examine(hub, github)
    failed = found[f"JupyterHub: {name}"]
    assert (failed.ok, says in failed.says, helps in failed.help) == (False, True, True), failed
    later = NAMES[NAMES.index(failed.name) + 1 : 5]
    assert all(found[name].ok is None and "it waits for" in found[name].says for name in later)


WAYS = {
    "client ID": ({"client_id": "other"}, "with 'other' and not as map_github_client_id says"),
    "callback": ({"redirect_uri": "http://old/hub/oauth_callback"}, "and not as map_hub_url says"),
}


@pytest.mark.parametrize(("changes", "says"), WAYS.values(), ids=WAYS)
def test_the_hub_runs_with_older_settings(hub: Site, github: Site, changes: dict[str, str], says: str) -> None:
    way(hub, github, **changes)
    found = examine(hub, github)["JupyterHub: way to GitHub"]
    assert (found.ok, says in found.says, APPLY in found.help) == (False, True, True), found


def test_another_github(hub: Site, github: Site) -> None:
    found = examine(hub, github, github_url="https://github.example.org")["JupyterHub: way to GitHub"]
    assert "not as jupyterhub_github_url says" in found.says


@pytest.mark.parametrize(
    ("status", "says"), [(422, "doesn't know alice-gh"), (404, "doesn't know the hub's client ID")]
)
def test_the_stand_in_for_github_runs_with_other_settings(hub: Site, github: Site, status: int, says: str) -> None:
    github.answers["POST /login/oauth/authorize"] = Answer(status)
    found = examine(hub, github)["JupyterHub: sign in"]
    assert (found.ok, says in found.says, "mapctl apply tiny embedded" in found.help) == (False, True, True), found


def test_the_stand_in_for_github_is_away(hub: Site, github: Site) -> None:
    github.shutdown()
    github.server_close()
    found = examine(hub, github)["JupyterHub: sign in"]
    assert (found.ok, "nothing listens there" in found.says, "embedded" in found.help) == (False, True, True), found


def test_nobody_has_a_login(hub: Site, github: Site) -> None:
    found = examine(hub, github, person="", login="")
    assert found["JupyterHub: sign in"].ok is None
    assert "Nobody on map_people" in found["JupyterHub: sign in"].says


TOKEN = {
    "all is well": ({}, "token", True, "takes jupyterhub_api_token", ""),
    "another token": ({"GET /hub/api/user": Answer(403)}, "token", False, "refuses jupyterhub_api_token", APPLY),
    "few rights": ({"GET /hub/api/user": Answer(body={"scopes": ["read:servers"]})}, "token", None, "lacks", "Sign in"),
    "never signed in": ({ACCOUNT: Answer(404)}, "start a server", None, "has never signed in", "sign in once"),
    "signed in long ago": ({START: REFUSED}, "start a server", None, "to sign in again", "Let alice sign in"),
}


@pytest.mark.parametrize(("answers", "name", "ok", "says", "helps"), TOKEN.values(), ids=TOKEN)
def test_with_the_hubs_token(  # noqa: PLR0917 (columns of the table)
    hub: Site, github: Site, answers: dict[str, t.Any], name: str, ok: bool | None, says: str, helps: str
) -> None:
    hub.answers |= answers
    found = examine(hub, github, github_stand_in=False)
    assert found["JupyterHub: sign in"].ok is None
    assert "Only a person can sign in" in found["JupyterHub: sign in"].says
    told = found[f"JupyterHub: {name}"]
    assert (told.ok, says in told.says, helps in told.help) == (ok, True, True), told


def test_the_hubs_token_is_never_shown_to_a_persons_server(hub: Site, github: Site) -> None:
    """Its programs could keep it. What is lent instead is taken back."""
    examine(hub, github, github_stand_in=False)
    shown = {(asked.split("/")[1], sent) for asked, sent in hub.asked if sent}
    assert shown == {("hub", "token canary-token"), ("user", "token canary-lent")}
    assert hub.requests()[-1] == "DELETE /hub/api/users/alice/tokens/a7"
    assert not [asked for asked in github.requests() if asked.startswith("POST")]
