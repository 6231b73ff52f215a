"""The catalogue beside a real MySQL server: the server takes all values, and says the same ranges."""

from __future__ import annotations

import typing as t
from decimal import Decimal

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.filter.mysql_options import mysql_options
from ansible_collections.mesoscale.map.plugins.module_utils import catalogue
from ansible_collections.mesoscale.map.plugins.module_utils.catalogue_data import DATAJOINT, OTHERS
from ansible_collections.mesoscale.map.plugins.module_utils.catalogue_values import canonical

from .mysql_server import MASTER_PASSWORD, MysqlServer

VERSION = "8.4"
ER_INCORRECT_GLOBAL_LOCAL_VAR = 1238
OVERRIDES = {"max_connections": 200, "general_log": True, "event_scheduler": "OFF", "init_connect": "SET @a = '#\"'"}

# Gone from the newest servers.
GONE = {"innodb_log_file_size", "default_authentication_plugin"}

# Where MySQL 8.4 or RDS is narrower than the newest server, which counts its microseconds and knows 0 as "by itself".
NARROWER = {"innodb_redo_log_capacity", "innodb_buffer_pool_instances", "long_query_time", "max_execution_time"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[MysqlServer]:
    options = mysql_options(OVERRIDES, VERSION)
    text = "\n".join(["[mysqld]", *(f"{name} = {value}" for name, value in options.items()), ""])
    found = MysqlServer(tmp_path_factory.mktemp("catalogue"), parameters=text, password=MASTER_PASSWORD)
    yield found
    found.remove()


def test_the_server_runs_with_the_parameter_groups_values(server: MysqlServer) -> None:
    wanted = catalogue.wanted(VERSION, OVERRIDES)
    with server.connected() as run:
        actual = {name: run(f"SELECT @@GLOBAL.{name}")[0][0] for name in wanted}
    assert {name: canonical(name, value) for name, value in actual.items()} == {
        name: canonical(name, value) for name, value in wanted.items()
    }


def test_ranges_are_the_servers_own(server: MysqlServer) -> None:
    with server.connected() as run:
        rows = run("SELECT VARIABLE_NAME, MIN_VALUE, MAX_VALUE FROM performance_schema.variables_info")
    ranges = {name: (Decimal(low), Decimal(high)) for name, low, high in rows}
    known = [p for p in (*DATAJOINT, *OTHERS) if p.name not in GONE]
    assert [p.name for p in known if p.name not in ranges] == []
    numbers = [p for p in known if p.kind in ("integer", "number")]
    different = {p.name: ((p.low, p.high), ranges[p.name]) for p in numbers if (p.low, p.high) != ranges[p.name]}
    assert set(different) == NARROWER, different
    assert all(low <= ours[0] and ours[1] <= high for ours, (low, high) in different.values()), different


def test_static_is_what_the_server_wont_change_while_it_runs(server: MysqlServer) -> None:
    known = [p for p in (*DATAJOINT, *OTHERS) if p.name not in GONE]
    with server.connected() as run:
        actual = {p.name: not _takes(run, p.name) for p in known}
    assert actual == {p.name: p.static for p in known}


def test_multiples_are_the_servers_own(server: MysqlServer) -> None:
    with server.connected() as run:
        run("SET SESSION sql_mode = ''")  # round, and don't refuse
        for about in (p for p in DATAJOINT if p.multiple > 1 and p.name not in GONE):
            (before,) = run(f"SELECT @@GLOBAL.{about.name}")[0]
            run(f"SET GLOBAL {about.name} = {about.low + about.multiple + 1}")
            (after,) = run(f"SELECT @@GLOBAL.{about.name}")[0]
            run(f"SET GLOBAL {about.name} = {before}")
            assert after % about.multiple == 0, about.name


def _takes(run: t.Any, name: str) -> bool:
    """Whether the server takes the value that it has."""
    try:
        run(f"SET GLOBAL {name} = @@GLOBAL.{name}")
    except pymysql.err.OperationalError as error:
        if error.args[0] == ER_INCORRECT_GLOBAL_LOCAL_VAR:
            return False
        raise
    return True
