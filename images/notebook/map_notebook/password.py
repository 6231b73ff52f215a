"""map-password: changes the person's database password, which DataJoint itself can't on MySQL 8.

Asks for it twice; where there is no terminal it is the first line of the input. In a notebook:

    from map_notebook.password import change
    change()
"""

from __future__ import annotations

import getpass
import sys
import typing as t

from . import login, secret
from .places import Places, alone
from .secret import SecretError

LENGTH = 12


def main(words: list[str]) -> int:
    """0, or 1 and what is wrong on the error output."""
    if words:
        sys.stderr.write("map-password takes no words: it asks for the new password.\n")
        return 64
    try:
        change(None if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n"))
    except (SecretError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nNo new password was given.\n")
        return 1
    sys.stdout.write("Your database password is changed. Restart the kernels that are connected.\n")
    return 0


def problem(password: str) -> str | None:
    """Why this can't be a password."""
    if not password:
        return "The password is empty."
    if len(password) < LENGTH:
        return f"The password is shorter than {LENGTH} signs."
    if not (password.isascii() and password.isprintable()):
        return "The password has other signs than English letters, digits, punctuation and blanks."
    if password != password.strip():
        return "The password begins or ends with a blank."
    return None


def change(password: str | None = None) -> None:
    """Change it, here and in the database. Raises SecretError."""
    if password is None:
        password = _asked()
    wrong = problem(password)
    if wrong:
        raise SecretError(f"{wrong} Choose another one; nothing was changed.")
    places = Places.here()
    with alone(places):
        secret.settle(places)
        try:
            _change(places, password)
        except login.LoginError as error:
            raise SecretError(str(error)) from None
    _tell_datajoint(password)


def _change(places: Places, password: str) -> None:
    connection = _connected(places)
    secret.keep(places, password)
    try:
        login.alter(connection, password)
    except login.LoginError as error:
        if error.sure:
            secret.drop(places)
        raise
    secret.record(places, password)
    secret.drop(places)
    connection.close()


def _connected(places: Places) -> t.Any:
    """As the person, by whichever password is in use. Raises LoginError."""
    settings = secret.settings(places)
    refused = login.LoginError("There is no password in your configuration. Ask who runs this system.")
    for password in secret.usable(places):
        try:
            return login.connect(settings, password)
        except login.LoginError as error:
            if not error.refused:
                raise
            refused = error
    raise refused


def _asked() -> str:
    first = getpass.getpass("New database password: ")
    if getpass.getpass("The same again: ") != first:
        raise SecretError("The two are not the same. Nothing was changed.")
    return first


def _tell_datajoint(password: str) -> None:
    """Let it connect again in a kernel that runs."""
    datajoint = sys.modules.get("datajoint")
    if datajoint is not None:
        datajoint.config[secret.KEY] = password
