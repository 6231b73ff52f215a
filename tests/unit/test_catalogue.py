"""The catalogue: what is wanted, what is refused and in which words."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.filter.mysql_options import mysql_options
from ansible_collections.mesoscale.map.plugins.module_utils import catalogue
from ansible_collections.mesoscale.map.plugins.module_utils.catalogue_values import canonical
from tests.environment import ROOT

# datajoint/mysql-docker:config/my.cnf and what this system adds, in RDS's units
SET = {
    "sql_mode": "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY",
    "max_allowed_packet": "536870912",
    "innodb_redo_log_capacity": "4294967296",
    "innodb_file_per_table": "1",
    "innodb_stats_on_metadata": "0",
    "wait_timeout": "86400",
    "interactive_timeout": "86400",
    "net_read_timeout": "3600",
    "net_write_timeout": "3600",
    "lock_wait_timeout": "600",
    "innodb_lock_wait_timeout": "600",
    "innodb_rollback_on_timeout": "1",
    "require_secure_transport": "1",
    "group_concat_max_len": "1048576",
    "innodb_print_all_deadlocks": "1",
    "slow_query_log": "1",
    "long_query_time": "10",
    "log_output": "FILE",
    "performance_schema": "1",
}
OLD = {**SET, "innodb_log_file_size": "2147483648"}
del OLD["innodb_redo_log_capacity"]
WHERE = "in map_database_parameters"


@pytest.mark.parametrize(("version", "expected"), [("8.4", SET), ("8.4.6", SET), ("8.0", SET), ("8.0.28", OLD)])
def test_what_datajoint_needs(version: str, expected: dict[str, str]) -> None:
    assert catalogue.datajoint(version) == expected
    assert catalogue.problems(version, expected) == []


def test_what_an_environment_changes() -> None:
    overrides = {"wait_timeout": None, "max_connections": 500, "general_log": True, "log_output": ["FILE", "TABLE"]}
    expected = {**SET, "max_connections": "500", "general_log": "1", "log_output": "FILE,TABLE"}
    del expected["wait_timeout"]
    assert catalogue.wanted("8.4", overrides) == expected


@pytest.mark.parametrize(
    ("version", "name", "value", "problem"),
    [
        ("8.4", "max_allowed_packet", 1073741824, None),
        ("8.4", "innodb_buffer_pool_size", "{DBInstanceClassMemory*3/4}", None),
        ("8.4", "wait_timeout", None, None),
        ("8.4", "long_query_time", 0.5, None),
        ("8.4", "sql_mode", "", None),
        ("8.4", "event_scheduler", True, None),
        (
            "8.4",
            "max_allowed_packet",
            1073741825,
            "The database parameter max_allowed_packet is 1073741825 bytes, which the server doesn't take. "
            f"Choose a value from 1024 to 1073741824 bytes, a multiple of 1024, {WHERE}.",
        ),
        (
            "8.4",
            "max_allowed_packet",
            1500,
            "The database parameter max_allowed_packet is 1500 bytes, which the server doesn't take. "
            f"Choose a value from 1024 to 1073741824 bytes, a multiple of 1024, {WHERE}.",
        ),
        (
            "8.4",
            "max_allowed_packet",
            "512M",
            f"The database parameter max_allowed_packet is '512M', but RDS takes bytes only. Write 536870912 {WHERE}.",
        ),
        (
            "8.4",
            "wait_timeout",
            1.5,
            "The database parameter wait_timeout is '1.5', but it is a whole number of seconds. "
            f"Choose a value from 1 to 31536000 seconds {WHERE}.",
        ),
        (
            "8.4",
            "wait_timout",
            60,
            "The database parameter wait_timout is not known. Did you mean wait_timeout? "
            f"Correct its name {WHERE}, or take it out.",
        ),
        (
            "8.4",
            "require_secure_transport",
            "perhaps",
            "The database parameter require_secure_transport is 'perhaps', but it is a switch. "
            f"Set it to 1 or 0 {WHERE}.",
        ),
        (
            "8.4",
            "log_output",
            "FILE,SYSLOG",
            "The database parameter log_output is 'FILE,SYSLOG', and 'SYSLOG' is not one of its values. "
            f"Choose among FILE, TABLE, NONE {WHERE}.",
        ),
        (
            "8.4",
            "skip-name-resolve",
            1,
            "The database parameter skip-name-resolve can't be set: RDS sets how it resolves names. "
            "Take it out of map_database_parameters.",
        ),
        (
            "8.4",
            "innodb_log_file_size",
            "2G",
            "The database parameter innodb_log_file_size has no effect in MySQL 8.4. "
            "Set innodb_redo_log_capacity, the size of all redo log files together.",
        ),
        (
            "8.0.28",
            "innodb_redo_log_capacity",
            8388608,
            "The database parameter innodb_redo_log_capacity has no effect in MySQL 8.0.28. "
            "Set innodb_log_file_size, the size of each of two redo log files.",
        ),
        (
            "8.4",
            "default_authentication_plugin",
            "mysql_native_password",
            "The database parameter default_authentication_plugin has no effect in MySQL 8.4. "
            "Leave it out: give the accounts of old clients authentication: mysql_native_password in map_people, "
            "or set authentication_policy.",
        ),
        (
            "8.4",
            "innodb_dedicated_server",
            False,
            "The database parameter innodb_dedicated_server is off, but innodb_buffer_pool_size is not set, so that "
            f"the server would take 128 MB. Set innodb_buffer_pool_size {WHERE} too, as {{DBInstanceClassMemory*3/4}}.",
        ),
    ],
)
def test_each_problem_says_what_to_do(version: str, name: str, value: t.Any, problem: str | None) -> None:
    assert catalogue.problems(version, {name: value}) == ([problem] if problem else [])


def test_all_problems_come_together() -> None:
    assert len(catalogue.problems("8.4", {"datadir": "/x", "nothing_like_it": 1, "wait_timeout": 0})) == 3


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("slow_query_log", "ON", "1", True),
        ("slow_query_log", "0", False, True),
        ("long_query_time", "10", "10.000000", True),
        ("sql_mode", "A,B", "b, a", True),
        ("event_scheduler", "ON", "1", True),
        ("wait_timeout", "10", "100", False),
        ("init_connect", "SET a=1", "set a=1", False),
        ("a_stranger", "on", "1", True),
    ],
)
def test_spellings(name: str, one: t.Any, other: t.Any, same: bool) -> None:
    assert (canonical(name, one) == canonical(name, other)) is same


def test_options_for_a_server() -> None:
    overrides = {"innodb_buffer_pool_size": "{DBInstanceClassMemory*3/4}", "init_connect": 'SET @a = "#"'}
    assert mysql_options(overrides, "8.4") == {**SET, "init_connect": '"SET @a = \\"#\\""'}


def test_the_documentation_has_the_same_values() -> None:
    lines = [
        line.replace("`", "").strip("|").split("|")
        for line in (ROOT / "docs" / "database.md").read_text().splitlines()
        if line.startswith("| `")
    ]
    rows = {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines}
    expected = {}
    for name, value in SET.items():
        about = catalogue.parameter(name)
        assert about is not None
        expected[name] = [value.replace(",", ", "), about.unit, "reboot" if about.static else "at once", about.why]
    assert rows == expected
