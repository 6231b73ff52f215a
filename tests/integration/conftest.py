"""Servers that tests share."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.emulator import Emulator, build
from tests.integration.database import run, wish
from tests.integration.engine import pytest_sessionfinish, pytest_sessionstart
from tests.integration.mysql_server import MysqlServer

__all__ = ["pytest_sessionfinish", "pytest_sessionstart"]


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
