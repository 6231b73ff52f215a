"""The stack `demo` on the real engine: with either runner, and with the lowest compose that we support."""

from __future__ import annotations

import contextlib
import os
import typing as t
from pathlib import Path

import pytest

from tests.integration.containers import HERE, SECRET, Play, demo_context, demo_stack
from tests.integration.stand_in_host import base_image, command

LOWEST = """\
FROM {base}
RUN apt-get -q update && apt-get -q -y download docker-compose && dpkg-deb -x docker-compose_*.deb /compose
"""


@pytest.fixture(scope="session")
def lowest_compose(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for DOCKER_CONFIG in which `docker compose` is the lowest version that we support, Debian 13's."""
    folder = tmp_path_factory.mktemp("compose")
    base = base_image("trixie")
    command("docker", "build", "-q", "-t", "map-test-compose", "-", input=LOWEST.format(base=base))
    container = command("docker", "create", "map-test-compose")
    plugins = "usr/libexec/docker/cli-plugins"
    command("docker", "cp", f"{container}:/compose/{plugins}", str(folder / "cli-plugins"))
    command("docker", "rm", container)
    return folder


@contextlib.contextmanager
def stack_demo(folder: Path, name: str) -> t.Iterator[Play]:
    """The stack `demo` in an environment of its own, whose network is there."""
    folder.mkdir(exist_ok=True)
    base_image("trixie")
    command("docker", "network", "create", "--label", f"map.environment={name}", f"map-{name}")
    stack = demo_stack(demo_context(folder / "image"))
    try:
        yield Play(folder, name, [stack], HERE, token=SECRET, map_root=str(folder / "root"))
    finally:
        for kind, listed in (("rm -f -v", "ps -a -q"), ("network rm", "network ls -q"), ("volume rm", "volume ls -q")):
            label = f"label=map.environment={name}"
            for one in command("docker", *listed.split(), "--filter", label).splitlines():
                command("docker", *kind.split(), one)


@pytest.fixture
def play(tmp_path: Path) -> t.Iterator[Play]:
    with stack_demo(tmp_path, f"ct{os.getpid()}") as play:
        yield play


ELSEWHERE = [pytest.param(name, marks=pytest.mark.endurance) for name in ("in process", "module")]
"""All other tests have the newest compose, and whole environments both runners."""


@pytest.fixture(params=[*ELSEWHERE, "lowest compose"])
def each(request: pytest.FixtureRequest, play: Play, monkeypatch: pytest.MonkeyPatch) -> Play:
    """The play with either runner, and with the lowest compose."""
    if request.param == "lowest compose":
        monkeypatch.setenv("DOCKER_CONFIG", str(request.getfixturevalue("lowest_compose")))
        assert command("docker", "compose", "version", "--short").startswith("2.26")
    play.settings["map_in_process"] = request.param != "module"
    return play


def containers(play: Play) -> dict[str, str]:
    """Service -> id of its container, of those that run."""
    label = f"label=com.docker.compose.project=map-{play.name}-demo"
    words = ("docker", "ps", "--no-trunc", "--filter", label, "--format")
    lines = command(*words, '{{.Label "com.docker.compose.service"}} {{.ID}}').splitlines()
    return dict(t.cast("tuple[str, str]", tuple(line.split())) for line in lines)


def root(play: Play) -> Path:
    return Path(play.settings["map_root"]) / "demo"
