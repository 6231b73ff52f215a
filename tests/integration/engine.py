"""The container engine that tests use: found, or installed and started by the role docker, and ended if it was started.

With several test processes it is the first that does so, before the others begin.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.emulator import docker
from tests.environment import Environment

HOLDER = "map-test-holder"
"""A container that runs as long as the tests: whoever removes an environment ends an engine in which nothing runs."""


def pytest_sessionstart(session: pytest.Session) -> None:
    if _first(session):
        with tempfile.TemporaryDirectory() as folder:
            Environment(Path(folder), "engine").play("playbooks/docker.yml")
        docker("rm", "--force", HOLDER, check=False)
        docker("run", "--detach", "--init", f"--name={HOLDER}", "map/debian:trixie-slim", "sleep", "infinity")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _first(session):
        docker("rm", "--force", HOLDER)
        with tempfile.TemporaryDirectory() as folder:
            wish = '{"destroy_environment": "engine", "destroy_images": false}'
            Environment(Path(folder), "engine").play("playbooks/destroy.yml", "--extra-vars", wish)


def _first(session: pytest.Session) -> bool:
    """Whether this process minds the engine for all; who only lists tests must leave alone what others run."""
    return not hasattr(session.config, "workerinput") and not session.config.option.collectonly
