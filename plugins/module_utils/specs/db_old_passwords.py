"""The old passwords of programs' accounts, once the programs have the new ones."""

from __future__ import annotations

import typing as t

from ..clients.db_old_passwords import DbOldPasswords
from ..clients.mysql import Login
from ..converge import converge
from ..plans.db_old_passwords import Actual, Wanted, plan, summary
from .db_users import ARGUMENTS as DB_USERS

ARGUMENTS: dict[str, t.Any] = {
    "login": DB_USERS["login"],
    "passwords": {"type": "dict", "required": True, "no_log": True},
    "behind": {"type": "list", "elements": "str", "default": []},
    "planned": {"type": "list", "elements": "str", "default": []},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """End the old passwords; gives old_passwords (accounts that keep theirs), notes."""
    passwords = {name: str(password or "") for name, password in params["passwords"].items()}
    planned = frozenset(params["planned"] if check else ())
    wanted = Wanted(tuple(passwords), tuple(params["behind"]), planned)
    client = DbOldPasswords(Login(**params["login"]), passwords)
    try:
        return converge(
            read=Actual if check and params["assume_empty"] else client.read,
            plan=lambda actual: plan(actual, wanted),
            client=client,
            check=check,
            describe=lambda actual: summary(actual, wanted),
        )
    finally:
        client.close()
