"""A program that logs in all the time, and the two steps in which its password changes."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
import typing as t
from pathlib import Path

import pymysql
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mesoscale.map.plugins.module_utils.specs import db_old_passwords
from tests.integration.database import AWKWARD, run, wish
from tests.integration.mysql_server import MysqlServer

PROGRAMS = ("worker", "webgui")
ORIGINAL, NEW, THIRD = (
    {name: f"{AWKWARD} {word} of {name}" for name in PROGRAMS} for word in ("first", "new", "third")
)
_EVERY_SECONDS = 1 / 20


class Program:
    """Logs in 20 times a second with the password that its file holds at that time."""

    def __init__(self, server: MysqlServer, name: str, file: Path) -> None:
        context = ssl.create_default_context(cafile=str(server.ca_file))
        self._server = {"host": "localhost", "port": server.port, "user": name, "ssl": context}
        self._file = file
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.logins = 0
        self.failures: list[Exception] = []

    def __enter__(self) -> Program:
        self._thread.start()
        return self

    def __exit__(self, *_: t.Any) -> None:
        self._end.set()
        self._thread.join()

    def goes_on(self, logins: int) -> None:
        """Return after so many more attempts, good or bad."""
        until = self.logins + len(self.failures) + logins
        while self.logins + len(self.failures) < until:
            assert self._thread.is_alive()
            time.sleep(_EVERY_SECONDS)

    def _work(self) -> None:
        following = time.monotonic()
        while not self._end.is_set():
            try:
                pymysql.connect(**self._server, password=self._file.read_text()).close()
                self.logins += 1
            except (pymysql.err.MySQLError, OSError) as error:
                self.failures.append(error)
            following += _EVERY_SECONDS
            time.sleep(max(0.0, following - time.monotonic()))


def first_step(server: MysqlServer, passwords: dict[str, str], check: bool = False) -> dict[str, t.Any]:
    """What the role people does for the programs."""
    return run(wish(server, people=[], initial_passwords={}, schemas=["map_v2_lab"], passwords=passwords), check)


def last_step(
    server: MysqlServer, passwords: dict[str, str], check: bool = False, **options: t.Any
) -> dict[str, t.Any]:
    """What the role old_passwords does."""
    arguments = {"login": server.login(), "passwords": passwords, **options}
    checked = ArgumentSpecValidator(db_old_passwords.ARGUMENTS).validate(arguments)
    assert not checked.error_messages
    return db_old_passwords.run(checked.validated_parameters, check)


def known(server: MysqlServer, name: str, *passwords: dict[str, str]) -> list[bool]:
    """Which of these passwords let the program in."""
    return [_lets_in(server, name, each[name]) for each in passwords]


def reset(server: MysqlServer, passwords: dict[str, str]) -> None:
    """Give the programs these passwords, and no old ones."""
    with server.connected() as master:
        for name, password in passwords.items():
            master("ALTER USER %s@'%%' IDENTIFIED BY %s", name, password)
            master("ALTER USER %s@'%%' DISCARD OLD PASSWORD", name)


def _lets_in(server: MysqlServer, name: str, password: str) -> bool:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(server.connected(name, password))
        except pymysql.err.OperationalError as error:
            if error.args[0] != 1045:
                raise
            return False
    return True
