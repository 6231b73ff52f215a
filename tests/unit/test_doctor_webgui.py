"""`mapctl doctor` at the Web GUI: each thing that can be wrong, and what is said of it."""

from __future__ import annotations

import typing as t

import pytest

from mapctl.doctor import Patience
from tests.unit.doctor_site import Answer, Site, examined

NAMES = [f"Web GUI: {name}" for name in ("certificate", "page", "sign in", "list of sessions", "figure")]
ROW = {"subject_id": 440010, "session": 1}
SIGNED = "?X-Amz-Signature=canary-signature"


@pytest.fixture
def webgui() -> t.Iterator[Site]:
    """One at which all goes well; it is its own store of figures."""
    with Site() as site:
        picture = Answer(200, "PNG", {"Content-Type": "image/png"})
        site.answers |= {
            "GET /": Answer(body='<script type="module" src="main.0a.js"></script>'),
            "GET /main.0a.js": Answer(body="run()"),
            "POST /login": Answer(body={"token": "canary-webgui"}),
            "GET /api/sessions": Answer(body=[{**ROW, "figure": False}, ROW]),
            "POST /api/session": told(session_figure=f"{site.url}/figure.png{SIGNED}"),
            "GET /figure.png": picture,
        }
        yield site


def told(**columns: t.Any) -> Answer:
    return Answer(body=[{**ROW, "username": "demo", **columns}])


def test_all_is_well(webgui: Site) -> None:
    found = examined(hub_url="http://127.0.0.1:9", webgui_url=webgui.url)
    assert [found[name].ok for name in NAMES] == [None, True, True, True, True]
    assert found["Web GUI: list of sessions"].says == "It lists 2 sessions."
    assert "image/png" in found["Web GUI: figure"].says


def test_each_is_asked_as_who_it_knows(webgui: Site) -> None:
    """The store gets the address, and nobody's sign-in."""
    examined(hub_url="http://127.0.0.1:9", webgui_url=webgui.url)
    sent = dict(webgui.asked)
    assert sent["GET /api/sessions"] == sent["POST /api/session"] == "Bearer canary-webgui"
    assert sent["GET /figure.png"] == sent["POST /login"] == ""


def test_a_figure_has_another_name_at_upstreams(webgui: Site) -> None:
    webgui.answers["POST /api/session"] = told(
        coding_direction=None, session_tracks_plot=f"{webgui.url}/figure.png{SIGNED}"
    )
    assert examined(hub_url="http://127.0.0.1:9", webgui_url=webgui.url)["Web GUI: figure"].ok


JSON = {"Content-Type": "application/json"}
WEBGUI, STATUS = "mapctl apply tiny webgui", "mapctl status tiny"
WRONG: dict[str, tuple[dict[str, t.Any], str, bool | None, str, str]] = {
    # what it answers, which check, what became of it, what it says, what helps
    "it is away": ({"GET /": Answer(502)}, "page", False, "behind the reverse proxy (502)", STATUS),
    "another page": ({"GET /": Answer(body="Welcome")}, "page", False, "isn't the page of the Web GUI", "logs tiny"),
    "no program": ({"GET /main.0a.js": Answer(404)}, "page", False, "main.0a.js was answered with 404", "logs tiny"),
    "another password": ({"POST /login": Answer(401)}, "sign in", False, "refuses mapuser", WEBGUI),
    "no token": ({"POST /login": Answer(body={})}, "sign in", False, "no token in it", "webgui map-node-server"),
    "the database": (
        {"GET /api/sessions": Answer(503, {"message": "The database doesn't answer."})},
        "list of sessions",
        False,
        "account webgui: The database doesn't answer.",
        "webgui mapapi",
    ),
    "mapapi": (
        {"GET /api/sessions": Answer(502, {"message": "mapapi does not answer."})},
        "list of sessions",
        False,
        "mapapi doesn't answer",
        "webgui mapapi",
    ),
    "no list": ({"GET /api/sessions": Answer(body={})}, "list of sessions", False, "it is no list", "logs tiny webgui"),
    "no session": ({"GET /api/sessions": Answer(body=[])}, "figure", None, "no session yet", STATUS),
    "not drawn": ({"POST /api/session": told(session_figure=None)}, "figure", None, "No session has a figure", STATUS),
    "unreachable": (
        {"POST /api/session": told(session_figure_status="unreachable")},
        "figure",
        False,
        "can't reach",
        "provision",
    ),
    "missing": ({"POST /api/session": told(session_figure_status="missing")}, "figure", False, "isn't in", "draws it"),
    "store away": (
        {"POST /api/session": told(figure=f"http://127.0.0.1:9/{SIGNED}")},
        "figure",
        False,
        "127.0.0.1:9 can't be reached from here: nothing listens there",
        "webgui_figure_endpoint",
    ),
    "expired": (
        {"GET /figure.png": Answer(403, "Request has expired")},
        "figure",
        False,
        "clocks of",
        "clock right",
    ),
    "no key": (
        {"GET /figure.png": Answer(403, "<Code>InvalidAccessKeyId</Code>")},
        "figure",
        False,
        "(InvalidAccessKeyId)",
        "mapctl apply tiny provision",
    ),
    "gone": ({"GET /figure.png": Answer(404, "<Code>NoSuchKey</Code>")}, "figure", False, "NoSuchKey", "draws it"),
    "no picture": ({"GET /figure.png": Answer(200, "Hello")}, "figure", False, "no picture", "webgui mapapi"),
}


@pytest.mark.parametrize(("answers", "name", "ok", "says", "helps"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(  # noqa: PLR0917 (columns of the table)
    webgui: Site, answers: dict[str, t.Any], name: str, ok: bool | None, says: str, helps: str
) -> None:
    webgui.answers |= answers
    found = examined(hub_url="http://127.0.0.1:9", webgui_url=webgui.url)[f"Web GUI: {name}"]
    assert (found.ok, says in found.says, helps in found.help) == (ok, True, True), found


def test_what_waits_says_for_what(webgui: Site) -> None:
    webgui.answers["POST /login"] = Answer(401)
    found = examined(hub_url="http://127.0.0.1:9", webgui_url=webgui.url)
    assert found["Web GUI: list of sessions"].says == "Not tried, for it waits for 'Web GUI: sign in'."
    assert found["Web GUI: figure"].ok is None


def test_an_environment_without_a_web_gui() -> None:
    found = examined(hub_url="http://127.0.0.1:9", webgui_url="")
    assert "webgui_state is absent" in found["Web GUI: certificate"].says
    assert {found[name].ok for name in NAMES} == {None}


def test_what_is_too_slow_is_said(webgui: Site) -> None:
    """A server that takes connections and never answers."""
    webgui.shutdown()
    hasty = Patience(answer=0.5)
    found = examined(hasty, hub_url="http://127.0.0.1:9", webgui_url=webgui.url)["Web GUI: page"]
    assert (found.ok, "no answer came in time" in found.says) == (False, True), found
