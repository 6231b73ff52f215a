"""Connects to the database as the person, over TLS that is verified, and never tells what the server said.

For the server's message may quote the statement, and with it a password.
"""

from __future__ import annotations

import os
import ssl
import typing as t

PORT = 3306
REFUSED = (1045, 1698)
_ADVICE = {
    1819: "It is too simple for the rules of this database. Choose another one.",
    3638: "It was yours before. Choose another one.",
    3118: "Your account is locked. Ask who runs this system.",
    1862: "Your password has expired. Ask who runs this system for another one.",
}


class LoginError(Exception):
    """What is wrong, and what to do. refused: the server doesn't take the password; sure: the server said so itself"""

    def __init__(self, text: str, refused: bool = False, sure: bool = True) -> None:
        super().__init__(text)
        self.refused = refused
        self.sure = sure


def connect(settings: dict[str, t.Any], password: t.Any) -> t.Any:
    """A connection. Raises LoginError."""
    import pymysql  # noqa: PLC0415 (the pipeline brings it)

    host, __, port = str(settings.get("database.host") or os.environ.get("DJ_HOST", "")).partition(":")
    tls = settings.get("database.use_tls")
    try:
        context = ssl.create_default_context(cafile=tls.get("ca") if isinstance(tls, dict) else None)
        return pymysql.connect(
            host=host,
            port=int(port or settings.get("database.port") or PORT),
            user=settings.get("database.user") or os.environ.get("DJ_USER"),
            password=str(password or ""),
            ssl=context,
            connect_timeout=10,
            read_timeout=30,
            autocommit=True,
        )
    except pymysql.err.MySQLError as error:
        raise said(error) from None
    except (OSError, ValueError) as error:
        raise LoginError(f"The database can't be reached: {error}. Look into your configuration.", sure=False) from None


def opens(settings: dict[str, t.Any], password: t.Any) -> bool:
    """Whether one gets in with this password. Raises LoginError when that can't be known."""
    try:
        connect(settings, password).close()
    except LoginError as error:
        if error.refused:
            return False
        raise
    return True


def alter(connection: t.Any, password: str) -> None:
    """Give the account that is connected another password. Raises LoginError."""
    import pymysql  # noqa: PLC0415 (the pipeline brings it)

    try:
        with connection.cursor() as cursor:
            cursor.execute("ALTER USER USER() IDENTIFIED BY %s", (password,))
    except pymysql.err.MySQLError as error:
        raise said(error) from None


def said(error: Exception) -> LoginError:
    """What PyMySQL raised, in our words: its numbers from 2000 to 2999 are its own, all others are the server's."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if code in REFUSED:
        text = "The database refuses your password. Correct it in your configuration, or ask who runs this system."
        return LoginError(text, refused=True)
    if code in _ADVICE:
        return LoginError(_ADVICE[code])
    if 2000 <= code < 3000 or not code:
        text = f"The database can't be reached (error {code}). Try again, and if it stays so tell who runs this system."
        return LoginError(text, sure=False)
    return LoginError(f"The database refuses it (error {code}). Tell who runs this system.")
