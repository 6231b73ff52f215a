"""The pipeline's tables, found when they are first asked for, and found again after the database was away."""

from __future__ import annotations

import contextlib
import logging
import types
import typing as t

import datajoint as dj
import pymysql
from datajoint.errors import AccessError, DataJointError, LostConnectionError

log = logging.getLogger(__name__)

PREFIX = "map_v2_"
SECONDS = 20
"""How long the database may take for an answer. Without it, one that vanished would be waited for for ever."""

Result = t.TypeVar("Result")

AWAY = "The database doesn't answer. It may be restarting."
REFUSED = "The database refuses the Web GUI's account. Whoever looks after it checks the account and its rights."
EMPTY = "The pipeline's tables aren't in the database yet. Come back when they are made."


class UnavailableError(Exception):
    """Two sentences for people: what is wrong, and what to do."""


class Pipeline:
    """The tables of the pipeline's schemas, by their classes' names."""

    def __init__(self) -> None:
        self._connection: t.Any = None
        self._modules: dict[str, types.ModuleType] = {}

    def table(self, name: str) -> t.Any:
        """A table, as `experiment.Session`. DataJointError where it isn't there."""
        schema, __, table = name.partition(".")
        if schema not in self._modules:
            self._modules[schema] = dj.VirtualModule(schema, PREFIX + schema, connection=self.connection)
        found = getattr(self._modules[schema], table, None)
        if found is None:
            raise DataJointError(f"There is no table {name}.")
        return found

    @property
    def connection(self) -> t.Any:
        if self._connection is None:
            given = {name: dj.config[f"database.{name}"] for name in ("host", "user", "password", "port", "use_tls")}
            self._connection = _Connection(**given)
        return self._connection

    def ask(self, question: t.Callable[[Pipeline], Result]) -> Result:
        """An answer from the database. A connection that was lost since the last question is made anew, unnoticed."""
        was_connected = self._connection is not None
        try:
            return question(self)
        except Exception as error:
            self._forget()
            problem = explain(error)
            if problem is None:
                raise
            log.warning("%s %r", problem, error)
            if was_connected and problem == AWAY:
                return self.ask(question)
            raise UnavailableError(problem) from error

    def _forget(self) -> None:
        """Begin anew with the next question: another connection, to wherever the name leads by then."""
        connection, self._connection, self._modules = self._connection, None, {}
        with contextlib.suppress(Exception):
            connection.close()


def explain(error: Exception) -> str | None:
    """What people are told of an error; None where it is a mistake of ours."""
    if isinstance(error, AccessError):
        return REFUSED
    if isinstance(error, (LostConnectionError, pymysql.err.InterfaceError)):
        return AWAY
    if isinstance(error, pymysql.err.OperationalError):
        return REFUSED if error.args[0] in (1044, 1045) else AWAY
    return EMPTY if isinstance(error, DataJointError) else None


class _Connection(dj.Connection):
    """One that doesn't wait for ever."""

    def connect(self) -> None:
        self.conn_info.update(connect_timeout=5, read_timeout=SECONDS, write_timeout=SECONDS)
        super().connect()
