"""The parts of the example's Web GUI that need neither a database nor Node."""

from __future__ import annotations

import datetime
import decimal
import json
import re
import urllib.parse

import pytest
from webgui import figures, plain, settings

from tests.unit.house import ROOT

WEBGUI = ROOT / "examples/webgui"
IMAGES = ("mapapi", "map-node-server", "map-navigator")


def test_a_request_names_whole_numbers() -> None:
    given = {"subject_id": "440010", "session": "-1", "other": "x"}
    assert plain.key(given, plain.SESSION) == {"subject_id": 440010, "session": -1}
    assert plain.key({"subject_id": "7"}) == {"subject_id": 7}
    assert plain.key({}) == {}
    with pytest.raises(plain.WrongError, match="doesn't name its session"):
        plain.key({"subject_id": "1"}, plain.SESSION)


@pytest.mark.parametrize("text", ["", "x", "1 OR 1=1", "1.5", "٣", "1" * 11, "1\n"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(plain.WrongError, match="is no session"):
        plain.key({"subject_id": "1", "session": text}, plain.SESSION)


def test_rows_are_joined_by_their_key() -> None:
    rows = [{"a": 1, "b": 1}, {"a": 1, "b": 2}]
    found = plain.joined(rows, ("a", "b"), {"n": 0, "m": None}, [{"a": 1, "b": 2, "n": 5}], [{"a": 1, "b": 2, "m": 3}])
    assert found == [{"a": 1, "b": 1, "n": 0, "m": None}, {"a": 1, "b": 2, "n": 5, "m": 3}]
    assert plain.joined([], ("a",), {"n": 0}, [{"a": 1, "n": 5}]) == []


def test_values_as_json_has_them() -> None:
    row = {"date": datetime.date(2026, 2, 3), "number": decimal.Decimal("1.5"), "none": None}
    assert json.loads(json.dumps(row, default=plain.value)) == {"date": "2026-02-03", "number": 1.5, "none": None}


@pytest.mark.parametrize("location", ["report/v2", "/report/v2/"])
def test_where_a_figure_is(location: str) -> None:
    found = settings.figures({"MAP_S3_BUCKET": "b", "MAP_REPORT_STORE_LOCATION": location, "MAP_S3_ENDPOINT": "s:1"})
    assert found == settings.Figures("s:1", "s:1", "b", "report/v2", 10800)
    assert found.key("session_figure/1.png") == "report/v2/session_figure/1.png"
    assert settings.figures({}).key("1.png") == "1.png"
    assert settings.figures({}).endpoint == "s3.amazonaws.com"


@pytest.mark.parametrize("seconds", ["0", "x", "-1", "604801", "1.5"])
def test_how_long_an_address_may_be_valid(seconds: str) -> None:
    assert settings.figures({"MAP_FIGURE_URL_SECONDS": "604800"}).seconds == 604800
    with pytest.raises(ValueError, match="MAP_FIGURE_URL_SECONDS is"):
        settings.figures({"MAP_FIGURE_URL_SECONDS": seconds})


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that nobody can reach: this machine refuses connections at port 1."""
    given = settings.Figures("127.0.0.1:1", "figures.example.org:4566", "a-bucket", "report/v2", 60)
    monkeypatch.setattr(figures, "given", lambda: given)
    for name, value in {
        "ACCESS_KEY_ID": "AKIAEXAMPLE",
        "SECRET_ACCESS_KEY": "s",
        "DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)


def test_the_address_that_browsers_get(store: None) -> None:
    found = urllib.parse.urlsplit(figures.url("a/1 2.png"))
    assert (found.scheme, found.netloc, found.path) == (
        "https",
        "figures.example.org:4566",
        "/a-bucket/report/v2/a/1%202.png",
    )
    words = dict(urllib.parse.parse_qsl(found.query))
    assert words["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert words["response-content-type"] == "image/png"
    assert (words["X-Amz-Expires"], words["X-Amz-SignedHeaders"]) == ("60", "host")


def test_what_a_session_says_of_its_figure(store: None) -> None:
    assert figures.told("a/1.png") == {"session_figure": None, "session_figure_status": "unreachable"}
    assert figures.told(None) == {"session_figure": None, "session_figure_status": "not drawn"}


def test_the_page_can_say_each_status() -> None:
    words = (WEBGUI / "map-frontend/frontend-content/src/words.js").read_text()
    for status in (figures.MISSING, figures.UNREACHABLE, figures.NOT_DRAWN):
        assert re.search(rf"^  '?{status}'?: \[", words, re.M), status


def test_nothing_is_installed_for_our_own_pages_and_node_server() -> None:
    for folder in ("node_server", "map-frontend/frontend-content"):
        package = json.loads((WEBGUI / folder / "package.json").read_text())
        assert not [name for name in package if "ependencies" in name]


def test_pages_hold_no_code_or_style_of_their_own() -> None:
    """The web server's policy would keep a browser from them."""
    source = WEBGUI / "map-frontend/frontend-content/src"
    page = (source / "index.html").read_text()
    assert not re.findall(r"<style|\sstyle=|\son\w+=|<script(?! type=\"module\" src=)", page)
    assert not [path.name for path in source.glob("*.js") if "innerHTML" in path.read_text()]
    assert sum(path.read_text().count("$PROD_NODE_BACKEND") for path in source.glob("*")) == 1


def test_the_entrypoint_is_the_same_in_both_images() -> None:
    mapapi, node_server = (ROOT / f"images/{name}/bin/map-with-secrets" for name in IMAGES[:2])
    assert mapapi.read_text() == node_server.read_text()


@pytest.mark.parametrize("image", IMAGES)
def test_each_image_knows_both_sources(image: str) -> None:
    folder = ROOT / "images" / image
    assert {path.name for path in (folder / "code").iterdir()} == {"example", "map-webgui"}
    assert list((folder / "code/map-webgui/patches").glob("*.patch"))
    assert "ARG code=example\n" in (folder / "Dockerfile").read_text()
