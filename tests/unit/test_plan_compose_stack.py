"""Plans of compose_stack as tables: what is on the host -> changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, Call, Change
from ansible_collections.mesoscale.map.plugins.module_utils.plans.compose_stack import (
    Actual,
    Container,
    Wanted,
    completed,
    compose_file,
    plan,
    plan_absent,
    settled,
)
from ansible_collections.mesoscale.map.plugins.module_utils.plans.config_files import ActualFile, WantedFile
from ansible_collections.mesoscale.map.plugins.module_utils.plans.stack_definition import Stack
from ansible_collections.mesoscale.map.plugins.module_utils.plans.stack_images import Image, LocalImage, tags

STACK = Stack("test", "demo", "/srv/map/test/demo")
BASE = "map/debian:trixie-slim"
IMAGE = Image("web", {"Dockerfile": ("1", False)}, f"FROM {BASE}\n")
CONF = WantedFile("/srv/map/test/demo/web.conf", "d", "0444", "", "x\n")
WEB = {"image": "map/web", "volumes": ["./web.conf:/web.conf", "data:/data"], "healthcheck": {"test": ["CMD", "true"]}}
WANTED = Wanted(
    STACK,
    {"services": {"web": WEB, "cache": {"image": "redis:7"}}, "volumes": {"data": {}}},
    [IMAGE],
    [CONF],
    "key-of-labels-for-tests",
)
TAG = tags([IMAGE], {BASE: LocalImage("sha256:base")})["map/web"]
IMAGES = {BASE: LocalImage("sha256:base"), TAG: LocalImage("sha256:web"), "redis:7": LocalImage("sha256:redis")}
RUNS = [
    Container("c", "cache", definition_hash="h-cache", image="sha256:redis", image_name="redis:7"),
    Container("w", "web", health="healthy", definition_hash="h-web", image="sha256:web", image_name=TAG),
]
COMPOSE = compose_file(STACK, completed(Actual(images=IMAGES), WANTED), WANTED.key)
UP = Call("bring_up")


def there(file: WantedFile) -> ActualFile:
    return ActualFile("file", file.digest, file.mode, "0:0", file.text)


CONVERGED = Actual(
    containers=RUNS,
    hashes={"web": "h-web", "cache": "h-cache"},
    images=IMAGES,
    volumes={"map-test-demo-data": STACK.project},
    networks={"map-test": ""},
    files={CONF.path: there(CONF), COMPOSE.path: there(COMPOSE)},
)


def service(name: str, action: t.Any, before: t.Any, after: t.Any, impact: t.Any = "none") -> Change:
    return Change("containers", action, f"service {name}", before, after, UP, impact)


def web(**values: t.Any) -> list[Container]:
    return [RUNS[0], dataclasses.replace(RUNS[1], **values)]


AGAIN = {"image": TAG, "containers": 1, "why": "its settings, image or files changed"}
BEFORE = {"image": TAG, "containers": 1}


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        pytest.param({}, [], id="converged"),
        pytest.param(
            {"containers": RUNS[:1]}, [service("web", "create", None, {"image": TAG, "containers": 1})], id="missing"
        ),
        pytest.param(
            {"hashes": {"web": "another", "cache": "h-cache"}},
            [service("web", "update", BEFORE, AGAIN, "restart")],
            id="another definition",
        ),
        pytest.param(
            {"containers": web(image="sha256:old")},
            [service("web", "update", BEFORE, AGAIN, "restart")],
            id="another image of that name",
        ),
        pytest.param(
            {"containers": web(state="exited", exit_code=3, health="")},
            [service("web", "update", "exited (3)", "running, healthy")],
            id="ended",
        ),
        pytest.param(
            {"containers": web(health="starting")},
            [service("web", "update", "running, starting", "running, healthy")],
            id="is being made",
        ),
        pytest.param(
            {"containers": web(health="unhealthy")},
            [service("web", "update", "running, unhealthy", "running, healthy")],
            id="unhealthy",
        ),
        pytest.param(
            {"containers": [*RUNS, dataclasses.replace(RUNS[1], name="w2")]},
            [service("web", "update", {"image": TAG, "containers": 2}, {"image": TAG, "containers": 1})],
            id="one too many",
        ),
        pytest.param(
            {"containers": [*RUNS, Container("old", "gone")]},
            [Change("containers", "remove", "container old", "running", None, UP, "restart")],
            id="of a service that is no more",
        ),
        pytest.param(
            {"unproven": True},
            [Change("containers", "remove", "old files of map-test-demo", "kept", None, UP)],
            id="killed before all were seen healthy",
        ),
        pytest.param(
            {"volumes": {}},
            [
                Change(
                    "containers",
                    "create",
                    "volume map-test-demo-data",
                    None,
                    "map-test-demo-data",
                    Call("create_volume", {"name": "map-test-demo-data"}),
                )
            ],
            id="a volume",
        ),
    ],
)
def test_plan(actual: dict[str, t.Any], changes: list[Change]) -> None:
    assert plan(dataclasses.replace(CONVERGED, **actual), WANTED) == changes


def test_a_stack_of_images_alone_has_neither_a_file_nor_containers() -> None:
    images_only = Wanted(STACK, {}, [IMAGE], [], "")
    built = Change("containers", "create", "image map/web", None, TAG, Call("build", {"name": "web"}))
    assert plan(Actual(images={BASE: IMAGES[BASE]}), images_only) == [built]
    assert plan(Actual(images=IMAGES), images_only) == []


def test_a_count_of_none_is_met_by_no_container() -> None:
    definition = {"services": {"web": {**WEB, "scale": 0}}, "volumes": {"data": {}}}
    wanted = dataclasses.replace(WANTED, definition=definition)
    file = compose_file(STACK, completed(Actual(images=IMAGES), wanted), WANTED.key)
    actual = dataclasses.replace(CONVERGED, containers=[], files={**CONVERGED.files, file.path: there(file)})
    assert plan(actual, wanted) == []


def order(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.action, change.target, change.call.method) for change in changes]


def test_what_leaves_the_running_alone_comes_first() -> None:
    assert order(plan(Actual(images={BASE: LocalImage("sha256:base")}), WANTED)) == [
        ("create", "image map/web", "build"),
        ("create", "image redis:7", "pull_image"),
        ("create", "volume map-test-demo-data", "create_volume"),
        ("create", "file /srv/map/test/demo/web.conf", "write_kept_file"),
        ("create", "file /srv/map/test/demo/compose.yaml", "write_kept_file"),
        ("create", "service web", "bring_up"),
        ("create", "service cache", "bring_up"),
    ]


def test_on_an_empty_host_the_plan_is_the_same_but_for_what_nobody_knows_yet() -> None:
    known = plan(Actual(images={BASE: LocalImage("sha256:base")}), WANTED)
    empty = plan(Actual(), WANTED)
    assert order(empty) == order(known)
    assert [change.after for change in empty if change.target.endswith(("map/web", "compose.yaml", "service web"))] == [
        UNKNOWN,
        UNKNOWN,
        {"image": UNKNOWN, "containers": 1},
    ]


def test_a_file_that_no_container_is_made_anew_for_is_just_written() -> None:
    files = {**CONVERGED.files, CONF.path: ActualFile("file", "old", "0444", "0:0", "y\n")}
    assert order(plan(dataclasses.replace(CONVERGED, files=files), WANTED)) == [
        ("update", f"file {CONF.path}", "write_file")
    ]


def test_absent_removes_containers_and_own_networks_and_no_volume() -> None:
    actual = dataclasses.replace(
        CONVERGED,
        networks={"map-test": "", "map-test-demo-back": STACK.project, "map-test-demo-x-back": "map-test-demo-x"},
    )
    assert order(plan_absent(actual, STACK)) == [
        ("remove", "container c", "take_down"),
        ("remove", "container w", "take_down"),
        ("remove", "network map-test-demo-back", "remove_network"),
    ]
    assert plan_absent(Actual(volumes=CONVERGED.volumes), STACK) == []


@pytest.mark.parametrize(
    ("container", "given", "expected"),
    [
        (Container("c", "s"), {}, True),
        (Container("c", "s", health="healthy"), {}, True),
        (Container("c", "s", health="starting"), {}, False),
        (Container("c", "s", "restarting"), {"restart": "always"}, False),
        (Container("c", "s", "exited"), {}, True),
        (Container("c", "s", "exited"), {"restart": "on-failure"}, True),
        (Container("c", "s", "exited"), {"restart": "unless-stopped"}, False),
        (Container("c", "s", "exited", 1), {}, False),
        (Container("c", "s", "created"), {}, False),
    ],
)
def test_settled(container: Container, given: dict[str, t.Any], expected: bool) -> None:
    assert settled(container, given) is expected
