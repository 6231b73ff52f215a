"""What the server itself saw: how many queries, which ones, and no password anywhere."""

from __future__ import annotations

import contextlib
import json
import typing as t

import pytest

from tests.integration.database import AWKWARD, FIRST_PASSWORDS, PASSWORDS, run, wish
from tests.integration.mysql_server import MASTER_PASSWORD, MysqlServer


def many(server: MysqlServer, number: int) -> dict[str, t.Any]:
    people = [{"name": f"person{index}", "role": "analyst"} for index in range(number)]
    return wish(server, people=people, initial_passwords={person["name"]: AWKWARD for person in people})


@contextlib.contextmanager
def recorded(server: MysqlServer) -> t.Iterator[list[tuple[int, str, str]]]:
    """(connection, command, text) of all that comes from outside the container, by the server's general log."""
    found: list[tuple[int, str, str]] = []
    with server.connected() as master, server.setting("log_output", "TABLE"):
        ((own,),) = master("SELECT CONNECTION_ID()")
        master("TRUNCATE mysql.general_log")
        with server.setting("general_log", 1):
            yield found
        rows = master(
            "SELECT thread_id, command_type, CONVERT(argument USING utf8mb4), user_host FROM mysql.general_log"
        )
        inside = {thread for thread, *_, user_host in rows if "127.0.0.1" in user_host}
        settings = {thread for thread, _, text, _ in rows if "general_log" in (text or "")}
        found += [
            (thread, command, text) for thread, command, text, _ in rows if thread not in inside | settings | {own}
        ]


@pytest.mark.parametrize("number", [3, 60])
def test_a_no_op_is_a_few_reads_on_one_connection(mysql: MysqlServer, number: int) -> None:
    run(many(mysql, number))
    with recorded(mysql) as log:
        assert not run(many(mysql, number))["changed"]
    statements = [text for _, command, text in log if command == "Query"]
    assert len({thread for thread, _, _ in log}) == 1
    assert [command for _, command, _ in log if command == "Connect"] == ["Connect"]
    assert len(statements) == 6
    assert {text.split()[0] for text in statements} == {"SET", "SELECT"}
    assert [text for text in statements if text.startswith("SET")] == ["SET NAMES utf8mb4"]


def test_check_mode_only_reads(mysql: MysqlServer) -> None:
    with recorded(mysql) as log:
        assert run(wish(mysql), check=True)["changed"]
    assert {text.split()[0] for _, command, text in log if command == "Query"} == {"SET", "SELECT"}


def test_the_server_has_no_password_in_any_log_or_file(mysql: MysqlServer) -> None:
    canary = "Canary"
    assert all(canary in secret for secret in [*FIRST_PASSWORDS.values(), *PASSWORDS.values()])
    with recorded(mysql) as log:
        run(wish(mysql))
        run(wish(mysql, passwords={**PASSWORDS, "worker": f"{AWKWARD} anew"}))
    for start, end in (("CREATE USER", ""), ("ALTER USER", "RETAIN CURRENT PASSWORD")):
        assert any(text.startswith(start) and end in text for _, _, text in log), end
    assert canary not in json.dumps(log)
    with mysql.connected() as master:
        for table in ("events_statements_history_long", "events_statements_history", "events_statements_current"):
            texts = master(f"SELECT SQL_TEXT, DIGEST_TEXT FROM performance_schema.{table}")  # noqa: S608
            assert canary not in json.dumps(texts)
        master("FLUSH LOGS")
    for secret in (canary, MASTER_PASSWORD):
        assert secret not in mysql.container.logs().decode()
    for needle, holders in ((canary, []), ("map_v2_lab", ["/var/lib/mysql/data/binlog"])):
        files = mysql.inside("grep", "-rlaF", needle, "/var/lib/mysql", "/run/mysqld").split()
        assert [file for file in holders if not any(found.startswith(file) for found in files)] == []
        assert needle != canary or files == []
