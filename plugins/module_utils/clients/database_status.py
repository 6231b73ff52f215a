"""Asks a database server how it is, on one connection; it changes nothing."""

from __future__ import annotations

import typing as t

from ..plan import MapError
from ..plans.database_status import EXTERNAL, Found
from . import mysql

# The server keeps for a day what it says of tables, in a table of its own. This session wants it fresh, and not kept.
_FRESH = "SET SESSION information_schema_stats_expiry = 0"
_COUNTERS = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Uptime', 'Threads_connected', 'Max_used_connections')"
_TABLES = (
    "SELECT SCHEMA_NAME, TABLE_NAME, IFNULL(DATA_LENGTH, 0) + IFNULL(INDEX_LENGTH, 0)"
    " FROM information_schema.SCHEMATA LEFT JOIN information_schema.TABLES"
    " ON TABLE_SCHEMA = SCHEMA_NAME AND TABLE_TYPE = 'BASE TABLE' WHERE SCHEMA_NAME IN %s"
)
_STORE = "SELECT %s, COUNT(*), IFNULL(SUM(size), 0) FROM {}"


class DatabaseStatus:
    """One server."""

    def __init__(self, login: mysql.Login) -> None:
        self._login = login

    def read(self, schemas: list[str]) -> Found:
        """All of it in five queries, however many schemas and tables there are. Raises MapError."""
        connection = mysql.connect(self._login)
        try:
            return self._read(connection, tuple(schemas))
        except mysql.errors() as error:
            said = mysql.statement_problem(error, secret=False)
            raise MapError(
                f"The account '{self._login.user}' can't read how {self._login.server} is: {said}. "
                "Log in as the server's administrator (map_database_master_user)."
            ) from None
        finally:
            connection.close()

    def _read(self, connection: t.Any, schemas: tuple[str, ...]) -> Found:
        _rows(connection, _FRESH)
        tables = _rows(connection, _TABLES, (schemas,)) if schemas else []
        sizes: dict[str, int] = {}
        for schema, __, size in tables:
            sizes[schema] = sizes.get(schema, 0) + int(size)
        external = [(schema, table) for schema, table, __ in tables if (table or "").startswith(EXTERNAL)]
        return Found(
            variables=dict(_rows(connection, "SHOW GLOBAL VARIABLES")),
            counters=dict(_rows(connection, _COUNTERS)),
            schemas=sizes,
            stores=_stores(connection, external),
        )


def _stores(connection: t.Any, tables: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """name -> (files, bytes), as DataJoint's own accounts have it."""
    statement = " UNION ALL ".join(_STORE.format(_identifier(schema, table)) for schema, table in tables)
    found: dict[str, tuple[int, int]] = {}
    for name, files, size in _rows(connection, statement, tuple(table for __, table in tables)) if tables else []:
        store = _text(name).removeprefix(EXTERNAL)
        before = found.get(store, (0, 0))
        found[store] = before[0] + int(files), before[1] + int(size)
    return found


def _rows(connection: t.Any, statement: str, values: tuple[t.Any, ...] = ()) -> list[tuple[t.Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def _identifier(schema: str, table: str) -> str:
    return ".".join("`{}`".format(name.replace("`", "``").replace("%", "%%")) for name in (schema, table))


def _text(value: t.Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
