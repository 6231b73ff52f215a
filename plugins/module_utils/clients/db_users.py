"""Reads and changes accounts, rights and schemas of a MySQL server, on one connection."""

from __future__ import annotations

import typing as t

from ..plan import MapError
from ..plans.db_accounts import Actual
from ..plans.db_rights import GRANT_OPTION, Place
from . import db_rows, mysql, mysql_password


class DbUsers:
    """The accounts of one server.

    passwords: of service accounts, kept current; first_passwords: of people, used when an account is made
    """

    def __init__(self, login: mysql.Login, passwords: dict[str, str], first_passwords: dict[str, str]) -> None:
        self._login = login
        self._passwords = passwords
        self._secrets = {**first_passwords, **passwords}
        self._connection: t.Any = None

    def read(self) -> Actual:
        """All of it in a constant number of queries, however many accounts there are."""
        rows = {name: self._rows(query) for name, query in db_rows.QUERIES.items()}
        hashes = {user: stored for user, host, _, stored, *_ in rows["accounts"] if host == "%"}
        kept = {
            user
            for user, password in self._passwords.items()
            if user in hashes and mysql_password.fits(password, hashes[user] or "")
        }
        return db_rows.actual(rows, frozenset(kept))

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def create_schema(self, name: str) -> None:
        """Make an empty schema."""
        self._change(f"make the schema '{name}'", f"CREATE DATABASE IF NOT EXISTS {_identifier(name)}")

    def create_account(self, user: str, plugin: str) -> None:
        """Make an account: password, plugin and TLS in one statement, so that there is never one that lacks a part."""
        self._with_password("make", "CREATE USER %s@'%%' IDENTIFIED WITH {} BY %s REQUIRE SSL", user, plugin)

    def set_authentication(self, user: str, plugin: str) -> None:
        """Give an account its password, plugin and TLS anew, in one statement."""
        self._with_password("change", "ALTER USER %s@'%%' IDENTIFIED WITH {} BY %s REQUIRE SSL", user, plugin)

    def require_tls(self, user: str) -> None:
        """Let an account in by TLS only."""
        self._change(f"require TLS of the account '{user}'", "ALTER USER %s@'%%' REQUIRE SSL", (user,))

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

    def drop_account(self, user: str, host: str) -> None:
        """Remove an account. The schemas that it made stay."""
        self._change(f"drop the account '{user}'@'{host}'", "DROP USER IF EXISTS %s@%s", (user, host))

    def _with_password(self, verb: str, statement: str, user: str, plugin: str) -> None:
        values = (user, self._secrets[user])
        self._change(f"{verb} the account '{user}'", statement.format(plugin), values, secret=True)

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
