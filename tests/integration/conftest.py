"""Servers that tests share."""

from __future__ import annotations

import typing as t

import pytest

from tests.integration.mysql_server import MysqlServer


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
