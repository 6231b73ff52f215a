"""The images of the Web GUI: their own tests, what they refuse, and how they answer while something is away."""

from __future__ import annotations

import json
import re
import ssl
import typing as t
import urllib.parse
import urllib.request

import pytest

from tests.emulator import Emulator, docker
from tests.environment import ROOT
from tests.integration.mysql_server import MysqlServer
from tests.integration.webgui_images import DATABASE, LOCKED_DOWN, SECRETS, STORE, World, build, ended, healthy
from tests.integration.worker_image import until
from tests.integration.worker_lab import store

__all__ = ["store"]

WEBGUI = ROOT / "examples/webgui"
KEY = {"subject_id": 440010, "session": 1}


@pytest.fixture(scope="module")
def world(mysql_server: MysqlServer, store: Emulator, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[World]:
    mysql_server.clear()
    named = mysql_server.certificate("localhost", DATABASE)
    with World(mysql_server, store, tmp_path_factory.mktemp("webgui")) as made, named:
        yield made


@pytest.fixture(scope="module")
def stack(world: World) -> dict[str, str]:
    """The names of the three containers, which run beside two sessions."""
    names = {name: world.start(name) for name in ("mapapi", "map-node-server", "map-navigator")}
    for name in names.values():
        healthy(name)
    world.declare()
    return names


@pytest.mark.parametrize("folder", ["node_server", "map-frontend/frontend-content"])
def test_what_needs_node_alone(folder: str) -> None:
    words = (*LOCKED_DOWN, f"--volume={WEBGUI / folder}:/code:ro", "--workdir=/code", "--network=none")
    said = docker("run", "--rm", *words, "--entrypoint=node", build("map-node-server"), "--test")
    assert int(re.search(r"^# pass (\d+)", said, re.M)[1]) > 8  # type: ignore[index]
    assert "# fail 0\n" in said


@pytest.mark.parametrize("image", ["mapapi", "map-node-server", "map-navigator"])
def test_it_runs_as_an_ordinary_user_and_holds_no_secret(image: str) -> None:
    config = json.loads(docker("inspect", build(image)))[0]["Config"]
    assert config["User"] == "999:999"
    assert config["Healthcheck"]["Test"][0] == "CMD"
    find = "find /opt /srv /usr /etc -writable -not -type l 2>&1 | grep -v 'Permission denied'; true"
    assert docker("run", "--rm", *LOCKED_DOWN, "--entrypoint=sh", build(image), "-c", find) == ""


@pytest.mark.parametrize("value", [None, "", "\n"], ids=["none", "empty", "newline"])
@pytest.mark.parametrize(("image", "name"), [(image, name) for image, names in SECRETS.items() for name in names])
def test_without_a_secret_it_does_not_start(world: World, image: str, name: str, value: str | None) -> None:
    code, said = ended(world.start(image, **{name: value}))
    assert (code, said) == (78, f"The file /run/secrets/environment/{name} is missing or empty. {PUT}")


PUT = "Put the secret into it, readable for user 999."


def test_a_wrong_setting_is_named(world: World) -> None:
    code, said = ended(world.start("mapapi", "--env=MAP_FIGURE_URL_SECONDS=0"))
    assert (code, "MAP_FIGURE_URL_SECONDS is '0'. Give whole seconds" in said) == (3, True)
    code, said = ended(world.start("map-navigator", "--env=PROD_NODE_BACKEND=/a|b", "--publish=9000"))
    assert (code, "PROD_NODE_BACKEND is '/a|b'. Give a path" in said) == (78, True)


def test_no_secret_is_seen_from_outside(world: World, stack: dict[str, str]) -> None:
    for image, secrets in {**SECRETS, "mapapi": {**SECRETS["mapapi"], "key": world.key["SecretAccessKey"]}}.items():
        said = docker("inspect", stack[image]) + docker("logs", stack[image]) + docker("top", stack[image])
        assert image in said
        assert not [name for name, secret in secrets.items() if secret in said]


def test_the_page_comes_with_headers_that_keep_others_out(world: World, stack: dict[str, str]) -> None:
    status, headers, page = world.ask("/")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert f"img-src 'self' https://{STORE}:4566;" in headers["Content-Security-Policy"]
    assert headers["Server"] is None
    for name, value in {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}.items():
        assert headers[name] == value
    (main,) = re.findall(r'src="(main\.[0-9a-f]+\.js)"', page)
    (style,) = re.findall(r'href="(styles\.[0-9a-f]+\.css)"', page)
    status, headers, content = world.ask(f"/{main}")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert "const BACKEND = '/api';" in content
    assert world.ask(f"/{style}")[1]["Cache-Control"] == "public, max-age=31536000, immutable"
    missing = world.ask("/styles.0123456789abcdef.css")
    assert (missing[0], missing[1]["Cache-Control"]) == (404, "no-cache")
    assert world.ask("/some/page")[2] == page


def test_from_the_sign_in_to_the_figure(world: World, stack: dict[str, str]) -> None:
    assert world.ask("/login", {"username": "mapuser", "password": "x"})[0] == 401
    assert world.ask("/api/sessions")[0] == 401
    token = world.sign_in()
    first, second = world.ask("/api/sessions", token=token)[2]
    expected = {**KEY, "trials": 60, "units": 10, "probe_count": 2, "figure": True, "username": "demo"}
    assert {name: first[name] for name in expected} == expected
    assert re.fullmatch(r"(left|right) ALM, (left|right) Thalamus", first["insert_locations"])
    assert (second["session"], second["figure"]) == (2, False)
    (found,) = world.ask("/api/session", KEY, token)[2]
    assert found["hit"] + found["miss"] + found["ignore"] == 60
    assert found["session_figure_status"] == "available"
    assert fetched(world, found["session_figure"])[:4] == b"\x89PNG"
    (other,) = world.ask("/api/session", {**KEY, "session": 2}, token)[2]
    assert (other["session_figure"], other["session_figure_status"]) == (None, "not drawn")
    assert world.ask("/api/session", {**KEY, "session": 9}, token)[2] == []
    assert [row["units"] for row in world.ask("/api/plot/probeInsertions", KEY, token)[2]] == [5, 5]
    units = world.ask("/api/plot/units", KEY, token)[2]
    assert len(units) == 10
    assert min(row["avg_firing_rate"] for row in units) > 0
    assert world.ask("/api/session", {"subject_id": 1}, token)[0] == 400


def fetched(world: World, address: str) -> bytes:
    """What a browser gets that finds the store where its name leads for it."""
    parts = urllib.parse.urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("https", f"{STORE}:4566")
    context = ssl.create_default_context(cafile=str(world.emulator.ca_file))
    context.check_hostname = False
    request = urllib.request.Request(address.replace(parts.netloc, f"127.0.0.1:{world.emulator.port}"))  # noqa: S310
    request.add_header("Host", parts.netloc)
    with urllib.request.urlopen(request, context=context) as answer:  # noqa: S310
        assert answer.headers["Content-Type"] == "image/png"
        return bytes(answer.read())


def figure(world: World, token: str) -> str:
    return str(world.ask("/api/session", KEY, token)[2][0]["session_figure_status"])


def test_a_figure_that_is_missing_and_a_store_that_is_away(world: World, stack: dict[str, str]) -> None:
    token = world.sign_in()
    (item,) = world.s3.list_objects_v2(Bucket=world.bucket, Prefix="report/")["Contents"]
    content = world.s3.get_object(Bucket=world.bucket, Key=item["Key"])["Body"].read()
    world.s3.delete_object(Bucket=world.bucket, Key=item["Key"])
    assert figure(world, token) == "missing"
    world.s3.put_object(Bucket=world.bucket, Key=item["Key"], Body=content)
    assert figure(world, token) == "available"
    docker("network", "disconnect", world.name, world.emulator.name)
    assert figure(world, token) == "unreachable"
    docker("network", "connect", f"--alias={STORE}", world.name, world.emulator.name)
    assert figure(world, token) == "available"


@pytest.mark.endurance
def test_a_database_that_is_away_comes_back_at_another_address(world: World, stack: dict[str, str]) -> None:
    token = world.sign_in()
    assert world.ask("/api/sessions", token=token)[0] == 200
    database = world.server.container.id
    docker("network", "disconnect", world.name, database)
    status, _, said = world.ask("/api/sessions", token=token)
    assert (status, said["message"]) == (503, "The database doesn't answer. It may be restarting.")
    healthy(stack["mapapi"])
    taken = docker("run", "--detach", f"--network={world.name}", f"--label=map.environment={world.name}", *SLEEPING)
    docker("network", "connect", f"--alias={DATABASE}", world.name, database)
    docker("rm", "--force", taken)
    assert world.ask("/api/sessions", token=token)[0] == 200


SLEEPING = ("--entrypoint=sleep", "map/debian:trixie-slim", "600")


def test_a_restart_of_one_fails_nobody(world: World, stack: dict[str, str]) -> None:
    token = world.sign_in()
    for image in ("map-node-server", "mapapi"):
        docker("rm", "--force", stack[image])
        stack[image] = world.start(image)
        assert world.ask("/api/sessions", token=token)[0] == 200
        assert world.ask("/api/session", KEY, token)[0] == 200


def test_it_says_so_when_the_node_server_stays_away(world: World, stack: dict[str, str]) -> None:
    docker("stop", stack["map-node-server"])
    status, headers, said = world.ask("/api/version")
    assert (status, headers["Content-Type"]) == (502, "application/json")
    assert "doesn't answer" in said["message"]
    assert world.ask("/")[0] == 200
    docker("start", stack["map-node-server"])
    until(lambda: world.ask("/api/version")[0] == 200, "it doesn't come back")


@pytest.mark.endurance
def test_it_ends_at_once_when_it_is_told_to(world: World, stack: dict[str, str]) -> None:
    for image, name in stack.items():
        docker("stop", "--time=20", name)
        state = json.loads(docker("inspect", name))[0]["State"]
        assert state["ExitCode"] in (0, 143), image
    for name in stack.values():
        docker("start", name)
        healthy(name)


def test_without_tables_or_rights_it_runs_and_says_so(world: World, stack: dict[str, str]) -> None:
    with world.server.connected() as run:
        run("CREATE USER nobody@'%%' IDENTIFIED BY 'x' REQUIRE SSL")
    for password, message in (
        ("x", "tables aren't in the database yet. "),
        ("wrong", "refuses the Web GUI's account. "),
    ):
        name = world.start("mapapi", "--env=DJ_USER=nobody", "--env=MAP_API_BIND=127.0.0.1", DJ_PASS=password)
        healthy(name)
        said = docker("exec", name, "python", "-c", ASK)
        assert (said[:3], message in said) == ("503", True), said
        docker("rm", "--force", name)


ASK = """
import urllib.error, urllib.request
try:
    urllib.request.urlopen("http://127.0.0.1:5000/v0/subject")
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
"""
