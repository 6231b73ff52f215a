"""The Web GUI behind its reverse proxy: who gets what, and what people see when things go wrong."""

from __future__ import annotations

import shutil
import time
import typing as t
import urllib.parse
from pathlib import Path

import pytest

from tests.browser import Browser, build_image
from tests.browser_webgui import Gui
from tests.environment import ROOT
from tests.integration import doctor, git_source, site
from tests.integration.webgui_world import Restart, WebGui
from tests.load.crowd import Crowd, Request

WRONG = {
    "a wrong password": {"password": "wrong"},
    "no password": {"password": None},
    "another name": {"username": "root"},
}
SERVICES = ("mapapi", "map-node-server", "map-navigator")
FETCH = "fetch('{}').then(answer => console.log(answer.status))"
SECONDS = 10
"""The life of a figure's address in these tests."""


@pytest.fixture(scope="module")
def gui(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[WebGui]:
    made = WebGui(tmp_path_factory.mktemp("webgui"), "webgui", webgui_figure_seconds=SECONDS)
    try:
        yield made.bring_up()
    finally:
        site.remove(made.environment)


def test_a_browser_from_the_sign_in_to_a_figure(gui: WebGui) -> None:
    with Browser(build_image(), gui.ca_file) as browser:
        page = Gui(browser, gui.url)
        page.sign_in("mapuser", "wrong")
        browser.see("#problem", "password")
        page.sign_in("mapuser", gui.password)
        assert page.sessions() == sorted(gui.pipeline.recordings())
        browser.screenshot("webgui_sessions.png")
        page.open_session(*page.sessions()[0])
        width, height = page.figure()
        assert width > 500
        assert height > 300
        assert browser.screenshot("webgui_session.png").stat().st_size > 20_000
        browser.resize(390, 844)
        assert browser.script("return document.documentElement.scrollWidth <= innerWidth")
        browser.screenshot("webgui_phone.png")


def test_the_doctor_finds_all_well_and_says_that_the_hub_is_away(gui: WebGui) -> None:
    hub_url = gui.url.replace("navigator", "jupyter")
    given = doctor.subject(gui.environment, hub_url, gui.url)
    found = doctor.examined("Web GUI", given)
    names = ("certificate", "page", "sign in", "list of sessions", "figure")
    assert {name: one.ok for name, one in found.items()} == dict.fromkeys(names, True), found
    assert f"lists {len(gui.pipeline.recordings())} sessions" in found["list of sessions"].says
    hub = doctor.examined("JupyterHub", given)
    assert (hub["certificate"].ok, hub["way to GitHub"].ok, hub["sign in"].ok) == (True, False, None), hub
    assert f"mapctl status {gui.environment.name}" in hub["way to GitHub"].help


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_only_who_knows_the_password_signs_in(gui: WebGui, change: dict[str, t.Any]) -> None:
    right = {"username": "mapuser", "password": gui.password}
    wrong = {key: value for key, value in {**right, **change}.items() if value is not None}
    refused = gui.ask("POST", "/login", wrong)
    assert (refused.status_code, "token" in refused.json()) == (401, False)
    assert gui.ask("POST", "/login", right).json()["token"]


@pytest.mark.parametrize("token", ["", "Bearer nonsense", "Bearer undefined"], ids=["none", "nonsense", "undefined"])
def test_only_who_signed_in_gets_an_answer(gui: WebGui, token: str) -> None:
    refused = gui.ask("GET", "/api/sessions", Authorization=token)
    assert (refused.status_code, "subject_id" in refused.text) == (401, False)
    assert gui.ask("GET", "/api/sessions", Authorization=f"Bearer {gui.token()}").json()[0]["subject_id"]


def test_mapapi_answers_its_own_network_and_nobody_else(gui: WebGui) -> None:
    asks = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=5).status)"
    api = gui.container("mapapi")
    networks = {name: found["IPAddress"] for name, found in api.attrs["NetworkSettings"]["Networks"].items()}
    outside, inside = (networks[f"map-{gui.environment.name}{end}"] for end in ("", "-webgui-inside"))
    assert api.attrs["HostConfig"]["PortBindings"] in ({}, None)
    own = gui.container("map-node-server").exec_run(["node", "-e", FETCH.format("http://mapapi:5000/v0/subject")])
    assert own == (0, b"200\n")
    worker = gui.pipeline.containers()[0]
    for address in ("mapapi", outside, inside):
        code, output = worker.exec_run(["python", "-c", asks, f"http://{address}:5000/v0/subject"])
        assert code != 0, (address, output)
    code, output = worker.exec_run(
        ["python", "-c", asks, f"http://map-{gui.environment.name}-webgui-map-navigator-1:9000/"]
    )
    assert (code, output.strip()) == (0, b"200")


def test_a_figures_address_is_good_for_as_long_as_the_settings_say(gui: WebGui) -> None:
    address = gui.figure()
    said = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
    assert said["X-Amz-Expires"] == [str(SECONDS)]
    good = gui.get(address)
    assert (good.status_code, good.headers["Content-Type"]) == (200, "image/png")
    time.sleep(SECONDS + 1)
    late = gui.get(address)
    assert (late.status_code, "Request has expired" in late.text) == (403, True)
    assert gui.get(gui.figure()).status_code == 200


def test_what_is_down_is_said_and_comes_back_by_itself(gui: WebGui) -> None:
    with Browser(build_image(), gui.ca_file) as browser:
        page = Gui(browser, gui.url)
        page.sign_in("mapuser", gui.password)
        one = page.sessions()[0]
        gui.embedded("mysql").stop()
        page.open_session(*one)
        browser.see("#banner", "database")
        browser.screenshot("webgui_database_down.png")
        gui.embedded("mysql").start()
        assert page.figure(seconds=120)[0] > 500
        assert not browser.see("body").find_elements("css selector", "#banner:not([hidden])")
        page.open_sessions()
        gui.embedded("aws").stop()
        page.open_session(*one)
        browser.see(".figure .absent", "store", seconds=60)
        browser.screenshot("webgui_store_down.png")
        gui.embedded("aws").start()
        assert page.figure(seconds=120)[0] > 500


def test_a_missing_figure_is_said_until_it_is_back(gui: WebGui) -> None:
    one = sorted(gui.pipeline.recordings())[0]
    key, content = gui.take_figure(*one)
    with Browser(build_image(), gui.ca_file) as browser:
        page = Gui(browser, gui.url)
        page.sign_in("mapuser", gui.password)
        page.open_session(*one)
        browser.see(".figure .absent", "missing", seconds=60)
        browser.screenshot("webgui_figure_missing.png")
        gui.put_figure(key, content)
        assert page.figure(seconds=120)[0] > 500


@pytest.mark.endurance
def test_it_can_be_removed_and_come_back_while_everything_else_runs(gui: WebGui) -> None:
    before = site.containers(gui.environment)
    gui.environment.set(webgui_state="absent")
    planned = gui.environment.play("playbooks/webgui.yml", "--check", "--diff").plan
    assert gui.environment.play("playbooks/webgui.yml").plan == planned
    assert gui.environment.play("playbooks/webgui.yml").plan == []
    left = site.containers(gui.environment)
    assert left == {name: identity for name, identity in before.items() if not name.startswith("map-webgui-webgui-")}
    away = gui.ask("GET", "/")
    assert (away.status_code, "navigator" in away.text) == (503, True)
    gui.environment.set(webgui_state="present")
    gui.environment.play("playbooks/webgui.yml")
    assert left.items() <= site.containers(gui.environment).items()
    assert gui.get(gui.figure()).status_code == 200


@pytest.mark.endurance
def test_fifty_people_browse_through_an_upgrade(gui: WebGui, tmp_path: Path) -> None:
    with Crowd(gui.url, gui.ca_file, gui.password, tmp_path / "crowd") as crowd:
        gui.pipeline.wait_until(lambda: crowd.signed_in() == crowd.people)
        time.sleep(10)
        assert failed(crowd) == []
        assert crowd.names() >= {"/api/sessions", "/api/session", "/api/plot/units"}
        upgrade(gui, crowd)


def failed(crowd: Crowd, since: float = 0) -> list[Request]:
    """Requests that began after a time and failed."""
    return [request for request in crowd.requests if request.failure and request.ended - request.seconds > since]


def upgrade(gui: WebGui, crowd: Crowd) -> None:
    """One service is made anew: a request fails only while it is away, and no longer than that."""
    gui.environment.set(webgui_workers=3)
    with Restart(gui.container("mapapi").name) as restart:
        planned = gui.environment.play("playbooks/webgui.yml").plan
        time.sleep(5)
    away = restart.healthy - restart.stopped
    assert [target for _, target, _ in planned if target.startswith("service")] == ["service mapapi"]
    assert failed(crowd, since=restart.healthy) == []
    assert [one for one in failed(crowd) if one.ended < restart.stopped or one.seconds > away] == []


@pytest.mark.endurance  # any stack's is, in test_compose_stack.py
def test_a_broken_version_is_rolled_back_to_the_one_that_ran(gui: WebGui, tmp_path: Path) -> None:
    code = tmp_path / "code"
    shutil.copytree(ROOT / "examples/webgui", code)
    (code / "backend/mapapi.py").write_text("raise RuntimeError('This version is broken')\n")
    right = {name: gui.environment.variables[name] for name in ("webgui_repository", "webgui_commit")}
    running = {name: gui.container(name).image.id for name in SERVICES}
    gui.environment.set(webgui_repository=f"file://{code}", webgui_commit=git_source.commit(code))
    broken = gui.environment.play("playbooks/webgui.yml", ok=False)
    assert broken.returncode != 0
    assert "This version is broken" in broken.output, broken.output
    assert "were put back, and run" in broken.output, broken.output
    assert {name: gui.container(name).image.id for name in SERVICES} == running
    assert gui.get(gui.figure()).status_code == 200
    gui.environment.set(**right)
    changes = gui.environment.play("playbooks/webgui.yml").plan
    assert [target for _, target, _ in changes if not target.startswith("image ")] == []  # older images may go
