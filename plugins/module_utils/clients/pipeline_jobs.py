"""Reads DataJoint's job tables and the server's connections, and removes rows of jobs, on one connection."""

from __future__ import annotations

import typing as t

from ..plan import MapError
from ..plans.jobs_found import Actual, Connection, Job
from . import mysql
from .datajoint_blob import innermost_line, readable_key

_JOBS = "~jobs"
_NEEDS_PROCESS = 1227
_COLUMNS = {
    *("table_name", "key_hash", "status", "key", "error_message", "error_stack"),
    *("user", "host", "pid", "connection_id", "timestamp"),
}
# Whoever lacks PROCESS sees only its own connections, and would take the living for dead; INNODB_TRX refuses it.
_SERVER = "SELECT UNIX_TIMESTAMP(), (SELECT COUNT(*) FROM information_schema.INNODB_TRX), CONNECTION_ID()"
_TABLES = (
    "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS"
    " WHERE TABLE_SCHEMA IN %s AND (TABLE_NAME = '~jobs' OR TABLE_NAME LIKE '~~%%')"
)
_ROWS = (
    "SELECT %s, table_name, key_hash, status, `key`, user, host, pid, connection_id, UNIX_TIMESTAMP(timestamp),"
    " error_message, IF(status = 'error', LEFT(error_stack, 65535), NULL) FROM {}"
)
_CLEAR = (
    "DELETE FROM {} WHERE table_name = %s AND key_hash = %s AND status = %s AND host = %s AND pid = %s"
    " AND connection_id = %s AND UNIX_TIMESTAMP(timestamp) = %s"
)


class PipelineJobs:
    """The job tables of some schemas of one server."""

    def __init__(self, login: mysql.Login, schemas: tuple[str, ...]) -> None:
        self._login = login
        self._schemas = schemas
        self._connection: t.Any = None
        self._seen: set[Job] | None = None

    def read(self) -> Actual:
        """All of it in a constant number of queries, however many schemas and jobs there are.

        Jobs are read before connections, so that a job's connection can't be newer than the list of connections.
        A later read of the same client leaves out jobs that came since, for they are another run's.
        """
        now, server_started, own = self._server()
        tables = self._job_tables()
        strange = tuple(_strange(tables))
        jobs = () if strange else self._jobs(sorted(schema for schema, __ in tables))
        if self._seen is None:
            self._seen = set(jobs)
        return Actual(
            schemas=tuple(sorted({schema for schema, __ in tables})),
            jobs=tuple(job for job in jobs if job in self._seen),
            connections=self._connections(own),
            strange=strange,
            now=now,
            server_started=server_started,
        )

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def clear(self, **job: t.Any) -> None:
        """Remove a row, unless it was finished or reserved anew since it was read."""
        names = ("table", "key_hash", "status", "host", "pid", "connection", "since")
        statement = _CLEAR.format(_table(job["schema"]))
        self._rows(f"remove a job from {job['schema']}", statement, tuple(job[name] for name in names))

    def _server(self) -> tuple[int, int, int]:
        ((now, __, own),) = self._rows("see the connections of others", _SERVER)
        ((__, uptime),) = self._rows("read the server's status", "SHOW GLOBAL STATUS LIKE 'Uptime'")
        return int(now), int(now) - int(uptime), int(own)

    def _job_tables(self) -> dict[tuple[str, str], set[str]]:
        """(schema, table) -> its columns."""
        found: dict[tuple[str, str], set[str]] = {}
        rows = self._rows("look for job tables", _TABLES, (self._schemas,)) if self._schemas else []
        for schema, table, column in rows:
            found.setdefault((schema, table), set()).add(column)
        return found

    def _jobs(self, schemas: list[str]) -> tuple[Job, ...]:
        statement = " UNION ALL ".join(_ROWS.format(_table(schema)) for schema in schemas)
        return tuple(map(_job, self._rows("read the jobs", statement, tuple(schemas)))) if schemas else ()

    def _connections(self, own: int) -> tuple[Connection, ...]:
        rows = self._rows("list the connections", "SHOW PROCESSLIST")
        found = tuple(Connection(row[0], row[1], _address(row[2])) for row in rows)
        if own not in {connection.number for connection in found}:
            raise MapError(
                f"The list of connections of {self._login.server} lacks our own, so it isn't whole. "
                "Nothing was judged by it; look at what stands between this machine and the server."
            )
        return found

    def _rows(self, what: str, statement: str, values: tuple[t.Any, ...] = ()) -> list[tuple[t.Any, ...]]:
        try:
            if self._connection is None:
                self._connection = mysql.connect(self._login)
                self._connection.autocommit(True)
            with self._connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return list(cursor.fetchall())
        except mysql.errors() as error:
            raise MapError(self._problem(what, error)) from None

    def _problem(self, what: str, error: Exception) -> str:
        if error.args and error.args[0] == _NEEDS_PROCESS:
            return (
                f"The account '{self._login.user}' of {self._login.server} sees only its own connections, so everybody "
                "else's jobs would look dead. Give it the right PROCESS (playbooks/people.yml does so for workers)."
            )
        said = mysql.statement_problem(error, secret=False)
        return f"Could not {what} on {self._login.server}: {said}. Mend the cause and run it again."


def _job(row: tuple[t.Any, ...]) -> Job:
    schema, table, key_hash, status, key, user, host, pid, connection, since, message, stack = row
    return Job(
        schema=_text(schema),
        table=table,
        key_hash=key_hash,
        status=status,
        key=readable_key(key),
        user=user,
        host=host,
        pid=int(pid),
        connection=int(connection),
        since=int(since),
        message=message,
        place=innermost_line(stack),
    )


def _text(value: t.Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _strange(tables: dict[tuple[str, str], set[str]]) -> t.Iterator[str]:
    for (schema, table), columns in sorted(tables.items()):
        missing = sorted(_COLUMNS - columns)
        if table != _JOBS:
            yield f"{schema}.{table} is one table's own"
        elif missing:
            yield f"{schema}.{table} lacks {', '.join(missing)}"


def _table(schema: str) -> str:
    return f"`{schema.replace('`', '``').replace('%', '%%')}`.`{_JOBS}`"


def _address(host: str) -> str:
    """`203.0.113.9:53162` without the port; a local connection has none."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
