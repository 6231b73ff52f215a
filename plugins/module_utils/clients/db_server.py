"""One connection to a MySQL server, and what every client of its accounts does on it."""

from __future__ import annotations

import typing as t

from ..plan import MapError
from ..plans.db_rights import GRANT_OPTION, Place
from . import mysql


class DbServer:
    """A server, for its administrator."""

    def __init__(self, login: mysql.Login) -> None:
        self._login = login
        self._connection: t.Any = None

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def create_schema(self, name: str) -> None:
        """Make an empty schema."""
        self._change(f"make the schema '{name}'", f"CREATE DATABASE IF NOT EXISTS {_identifier(name)}")

    def change_rights(self, user: str, place: Place, grant: list[str], revoke: list[str]) -> None:
        """Grant what is missing, then revoke what is too much, with the spelling of the grant."""
        what = f"change the rights of the account '{user}' on {place}"
        if grant:
            self._change(what, f"GRANT {', '.join(grant)} ON {_object(place)} TO %s@'%%'", (user,))
        if place.kind in ("role", "proxy"):
            kind = "PROXY ON " if place.kind == "proxy" else ""
            self._change(what, f"REVOKE {kind}%s@%s FROM %s@'%%'", (place.schema, place.name, user))
            return
        for names in _one_by_one(revoke):
            self._change(what, f"REVOKE {', '.join(names)} ON {_object(place)} FROM %s@'%%'", (user,))

    def _change(self, what: str, statement: str, values: tuple[str, ...] = (), *, secret: bool = False) -> None:
        try:
            self._execute(statement if values else statement.replace("%", "%%"), values)
        except mysql.errors() as error:
            problem = mysql.statement_problem(error, secret=secret)
            raise MapError(
                f"Could not {what} on {self._login.server}: {problem}. Mend the cause and run it again."
            ) from None

    def _rows(self, query: str) -> list[tuple[t.Any, ...]]:
        try:
            return list(self._execute(query, None))
        except mysql.errors() as error:
            problem = mysql.statement_problem(error, secret=False)
            raise MapError(
                f"The account '{self._login.user}' can't read the rights that {self._login.server} holds: {problem}. "
                "Log in as the server's administrator (map_database_master_user)."
            ) from None

    def _execute(self, statement: str, values: tuple[str, ...] | None) -> t.Any:
        if self._connection is None:
            self._connection = mysql.connect(self._login)
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()


def _identifier(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _object(place: Place) -> str:
    if place.kind == "global":
        return "*.*"
    # The statement is a template of PyMySQL's, where a percent sign is written twice.
    schema = _identifier(place.schema).replace("%", "%%")
    if place.kind == "schema":
        return f"{schema}.*"
    kind = "" if place.kind == "table" else f"{place.kind.upper()} "
    return f"{kind}{schema}.{_identifier(place.name).replace('%', '%%')}"


def _one_by_one(privileges: list[str]) -> list[list[str]]:
    """GRANT OPTION by itself: together with all others on *.* the server takes it as a wish to revoke everything
    everywhere, the rights on schemas included.
    """
    option = [privilege for privilege in privileges if privilege == GRANT_OPTION]
    others = [privilege for privilege in privileges if privilege != GRANT_OPTION]
    return [names for names in (option, others) if names]
