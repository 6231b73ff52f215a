"""Plans of docker_engine as tables."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.docker_engine import (
    Actual,
    Wanted,
    plan,
    plan_absent,
    version_of,
)

PACKAGES = {"12": ["docker.io"], "13": ["docker.io", "docker-compose"]}
WANTED = Wanted("test", PACKAGES, [], "compose==5", {"live-restore": True})
RUNS = Actual(engine="26.1", compose="2.26.1-4", command=True, release="13", networks={"map-test": "test"})
START = ("update", "container engine", "start", {})
NETWORK = ("create", "network map-test", "create_network", {"name": "map-test"})
SETTINGS = (
    "create",
    "file /etc/docker/daemon.json",
    "write_settings",
    {"text": '{\n  "live-restore": true\n}\n'},
)
WHEEL = ("create", "compose plugin", "install_compose", {})


MOVED = dataclasses.replace(WANTED, settings={"data-root": "/srv/docker"})


def short(changes: list[Change]) -> list[tuple[str, str, str, dict[str, t.Any]]]:
    return [(change.action, change.target, change.call.method, change.call.kwargs) for change in changes]


def install(*names: str, action: str = "create") -> tuple[str, str, str, dict[str, t.Any]]:
    return (action, "packages", "install", {"names": list(names)})


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        pytest.param(RUNS, [], id="all there"),
        pytest.param(Actual(release="13"), [SETTINGS, install(*PACKAGES["13"]), START, NETWORK], id="Debian 13"),
        pytest.param(Actual(release=""), [SETTINGS, install(*PACKAGES["13"]), START, NETWORK], id="testing"),
        pytest.param(Actual(release="12"), [SETTINGS, install("docker.io"), START, WHEEL, NETWORK], id="Debian 12"),
        pytest.param(
            Actual(release="12", pip=False),
            [SETTINGS, install("docker.io", "python3-pip"), START, WHEEL, NETWORK],
            id="Debian 12 without pip",
        ),
        pytest.param(
            Actual(release="13", has_settings=True),
            [install(*PACKAGES["13"]), START, NETWORK],
            id="settings of the administrator stay",
        ),
        pytest.param(
            Actual(release="13", packages=frozenset(PACKAGES["13"]), compose="2.26.1", command=True),
            [START, NETWORK],
            id="installed and stopped",
        ),
        pytest.param(
            Actual(release="13", packages=frozenset({"docker.io"}), command=True, has_settings=True),
            [install("docker-compose", action="update"), START, NETWORK],
            id="a killed run left half of it",
        ),
        pytest.param(
            dataclasses.replace(RUNS, compose=""), [WHEEL], id="an engine without compose gets the plugin only"
        ),
        pytest.param(
            dataclasses.replace(RUNS, compose="v2.25.9"),
            [("update", "compose plugin", "install_compose", {})],
            id="compose is too old",
        ),
        pytest.param(dataclasses.replace(RUNS, engine="20.10", compose="5.6.1", release=None), [], id="not Debian"),
        pytest.param(dataclasses.replace(RUNS, networks={}), [NETWORK], id="no network"),
    ],
)
def test_plan(actual: Actual, changes: list[t.Any]) -> None:
    assert short(plan(actual, WANTED)) == changes


def test_packages_for_modules_are_wanted_beside_a_foreign_engine_too() -> None:
    wanted = dataclasses.replace(WANTED, host_packages=["python3-docker"])
    assert short(plan(RUNS, wanted)) == [install("python3-docker")]
    assert plan(dataclasses.replace(RUNS, packages=frozenset({"python3-docker"})), wanted) == []


@pytest.mark.parametrize(
    ("actual", "problem"),
    [
        (Actual(release=None), "No container engine answers, and we can install one on Debian 12 and 13 only."),
        (Actual(release="11"), "No container engine answers, and we can install one on Debian 12 and 13 only."),
        (Actual(release="13", root=False), "Container engine, compose or packages are missing, and only root"),
        (dataclasses.replace(RUNS, command=False), "A container engine answers, but there is no 'docker' command."),
        (
            dataclasses.replace(RUNS, networks={"map-test": ""}),
            "The network 'map-test' wasn't made for this environment.",
        ),
    ],
)
def test_refused(actual: Actual, problem: str) -> None:
    with pytest.raises(MapError) as caught:
        plan(actual, WANTED)
    assert [text for text in caught.value.problems if text.startswith(problem)]


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        (dataclasses.replace(RUNS, process=7), ["network map-test", "container engine"]),
        (dataclasses.replace(RUNS, process=7, running=1), ["network map-test"]),
        (RUNS, ["network map-test"]),
        (dataclasses.replace(RUNS, networks={"map-test": "other"}), []),
    ],
)
def test_absent_ends_only_what_we_started(actual: Actual, changes: list[str]) -> None:
    assert [change.target for change in plan_absent(actual, WANTED)] == changes


@pytest.mark.parametrize(
    ("text", "numbers"), [("v2.26.1-4", (2, 26, 1)), ("5.6.1", (5, 6, 1)), ("2.26.1+ds1", (2, 26, 1)), ("", ())]
)
def test_version_of(text: str, numbers: tuple[int, ...]) -> None:
    assert version_of(text) == numbers


@pytest.mark.parametrize(
    "actual",
    [
        pytest.param(Actual(release="13"), id="we install it"),
        pytest.param(dataclasses.replace(RUNS, folder="/srv/docker"), id="it is there"),
        pytest.param(
            Actual(release="13", has_settings=True, folder="/srv/docker"), id="a killed run wrote its settings"
        ),
    ],
)
def test_the_data_folder_of_an_engine_is_as_wanted(actual: Actual) -> None:
    written = [change.after for change in plan(actual, MOVED) if change.call.method == "write_settings"]
    assert written == ([] if actual.engine or actual.has_settings else ['{\n  "data-root": "/srv/docker"\n}\n'])


@pytest.mark.parametrize(
    "actual",
    [
        pytest.param(RUNS, id="it runs"),
        pytest.param(Actual(release="13", has_data=True), id="its packages were removed"),
        pytest.param(Actual(release="13", has_settings=True), id="the administrator's settings"),
        pytest.param(Actual(release="13", packages=frozenset(PACKAGES["13"]), command=True), id="it is stopped"),
    ],
)
def test_an_engine_with_data_elsewhere_is_refused(actual: Actual) -> None:
    with pytest.raises(MapError, match="has its data in /var/lib/docker, wanted is /srv/docker; nothing is moved"):
        plan(actual, MOVED)


ON_A_VOLUME = dataclasses.replace(MOVED, volume_folder="/srv")
BARE = Actual(release="13", mounted=False)


@pytest.mark.parametrize(
    "actual",
    [
        pytest.param(BARE, id="a new host"),
        pytest.param(dataclasses.replace(BARE, has_settings=True, folder="/srv/docker"), id="it was stopped"),
    ],
)
def test_an_engine_doesnt_begin_beside_its_data_volume(actual: Actual) -> None:
    with pytest.raises(MapError, match="the data volume isn't mounted at /srv: it would begin with nothing"):
        plan(actual, ON_A_VOLUME)


@pytest.mark.parametrize(
    ("actual", "wanted"),
    [
        pytest.param(Actual(release="13"), ON_A_VOLUME, id="it is mounted"),
        pytest.param(BARE, MOVED, id="there is none"),
        pytest.param(BARE, dataclasses.replace(WANTED, volume_folder="/srv"), id="its data is elsewhere"),
        pytest.param(dataclasses.replace(RUNS, folder="/srv/docker", mounted=False), ON_A_VOLUME, id="it runs"),
    ],
)
def test_other_engines_begin(actual: Actual, wanted: Wanted) -> None:
    plan(actual, wanted)
