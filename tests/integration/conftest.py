"""Servers that tests share."""

from __future__ import annotations

import copy
import typing as t
from pathlib import Path

import pytest

from tests.emulator import Emulator, build
from tests.github_stand_in import CALLBACK, OTHER, PEOPLE, Browser, GitHub
from tests.integration.database import run, wish
from tests.integration.engine import pytest_sessionfinish, pytest_sessionstart
from tests.integration.git_mirrors import mirror, server, work
from tests.integration.mysql_server import MysqlServer
from tests.integration.stack_plays import each, lowest_compose, play

__all__ = [
    "each",
    "lowest_compose",
    "mirror",
    "play",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "server",
    "work",
]


LONG = (
    # On a new machine it builds the images of all stacks; who needs them too comes after those who don't.
    "mapctl_site",
    *("compose_stack", "machine_role", "promises_aws", "cloud_remains", "worker_database", "production_plan"),
    *("pipeline_tables_runners", "ec2_host_drift", "emulator_contents", "shipping", "contributing", "embedded_role"),
    *("worker_hosts", "workers_struck", "site_struck", "hub_role", "hub_people", "webgui", "edge_role", "mapctl_cloud"),
    *("docker_role", "rds_instance", "runners", "settings_play", "old_passwords_play", "webgui_images"),
)
"""The files that take longest, which begin first, so that at the end no process waits for another."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {f"test_{name}.py": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.fixture(scope="session")
def mysql_server(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[MysqlServer]:
    """One MySQL server for all tests of a process."""
    server = MysqlServer(tmp_path_factory.mktemp("mysql"))
    yield server
    server.remove()


@pytest.fixture
def mysql(mysql_server: MysqlServer) -> MysqlServer:
    """The server without accounts and schemas of other tests."""
    mysql_server.clear()
    return mysql_server


@pytest.fixture
def team(mysql: MysqlServer) -> MysqlServer:
    """A server with the team's accounts and a table of the pipeline with a row."""
    run(wish(mysql))
    with mysql.connected() as master:
        master("CREATE TABLE map_v2_lab.subject (id INT PRIMARY KEY)")
        master("INSERT INTO map_v2_lab.subject VALUES (1)")
    return mysql


@pytest.fixture(scope="session")
def emulator_image() -> str:
    return build("aws-emulator", "map/debian:trixie-slim")


@pytest.fixture
def emulator(emulator_image: str, tmp_path: Path) -> t.Iterator[Emulator]:
    made = Emulator(emulator_image, tmp_path)
    try:
        yield made.start()
    finally:
        made.remove()


@pytest.fixture(scope="session")
def github_image() -> str:
    return build("github-stand-in", "map/debian:trixie-slim")


@pytest.fixture(scope="session")
def github(github_image: str, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[GitHub]:
    """One stand-in for GitHub for all tests of a process."""
    made = GitHub(github_image, tmp_path_factory.mktemp("github"), PEOPLE, redirect_uris=[CALLBACK, OTHER])
    try:
        yield made.start()
    finally:
        made.remove()


@pytest.fixture
def browser(github: GitHub) -> Browser:
    return github.browser()


@pytest.fixture
def own_github(github_image: str, tmp_path: Path) -> t.Iterator[GitHub]:
    """One for a single test, which starts it."""
    made = GitHub(github_image, tmp_path, copy.deepcopy(PEOPLE))
    yield made
    made.remove()
