"""Reads which accounts have an old password, and ends it."""

from __future__ import annotations

from ..plans.db_old_passwords import Actual
from . import mysql, mysql_password
from .db_rows import OLD_HASH
from .db_server import DbServer

_QUERY = f"SELECT User, authentication_string FROM mysql.user WHERE Host = '%' AND {OLD_HASH} IS NOT NULL"  # noqa: S608  # nosec B608


class DbOldPasswords(DbServer):
    """The old passwords of one server's accounts. passwords: by account, that which shall stay."""

    def __init__(self, login: mysql.Login, passwords: dict[str, str]) -> None:
        super().__init__(login)
        self._passwords = passwords

    def read(self) -> Actual:
        """All of it in one query."""
        hashes = {user: stored for user, stored in self._rows(_QUERY) if user in self._passwords}
        current = (user for user, stored in hashes.items() if mysql_password.fits(self._passwords[user], stored or ""))
        return Actual(tuple(hashes), frozenset(current))

    def discard_old_password(self, user: str) -> None:
        """Let nobody in with it any more. Open connections stay."""
        self._change(
            f"end the old password of the account '{user}'", "ALTER USER %s@'%%' DISCARD OLD PASSWORD", (user,)
        )
