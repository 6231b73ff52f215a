"""Reads and changes accounts, rights and schemas of a MySQL server, on one connection."""

from __future__ import annotations

from ..plans.db_accounts import Actual
from . import db_rows, mysql
from .db_server import DbServer


class DbUsers(DbServer):
    """The accounts of one server.

    passwords: of service accounts, kept current; first_passwords: of people, used when an account is made
    """

    def __init__(self, login: mysql.Login, passwords: dict[str, str], first_passwords: dict[str, str]) -> None:
        super().__init__(login)
        self._passwords = passwords
        self._secrets = {**first_passwords, **passwords}

    def read(self) -> Actual:
        """All of it in a constant number of queries, however many accounts there are."""
        rows = {name: self._rows(query) for name, query in db_rows.QUERIES.items()}
        return db_rows.actual(rows, self._passwords)

    def create_account(self, user: str, plugin: str) -> None:
        """Make an account: password, plugin and TLS in one statement, so that there is never one that lacks a part."""
        self._with_password("make", "CREATE USER %s@'%%' IDENTIFIED WITH {} BY %s REQUIRE SSL", user, plugin)

    def set_authentication(self, user: str, plugin: str) -> None:
        """Give an account its password, plugin and TLS anew, in one statement."""
        self._with_password("change", "ALTER USER %s@'%%' IDENTIFIED WITH {} BY %s REQUIRE SSL", user, plugin)

    def rotate_password(self, user: str, plugin: str) -> None:
        """Give an account its password, and let the one until now work too; one that was kept before that ends."""
        statement = "ALTER USER %s@'%%' IDENTIFIED WITH {} BY %s RETAIN CURRENT PASSWORD REQUIRE SSL"
        self._with_password("change", statement, user, plugin)

    def require_tls(self, user: str) -> None:
        """Let an account in by TLS only."""
        self._change(f"require TLS of the account '{user}'", "ALTER USER %s@'%%' REQUIRE SSL", (user,))

    def drop_account(self, user: str, host: str) -> None:
        """Remove an account. The schemas that it made stay."""
        self._change(f"drop the account '{user}'@'{host}'", "DROP USER IF EXISTS %s@%s", (user, host))

    def _with_password(self, verb: str, statement: str, user: str, plugin: str) -> None:
        values = (user, self._secrets[user])
        self._change(f"{verb} the account '{user}'", statement.format(plugin), values, secret=True)
