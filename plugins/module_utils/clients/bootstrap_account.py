"""The account that makes tables: its random passwords, its lock, and the record of what it made."""

from __future__ import annotations

import contextlib
import json
import secrets
import typing as t

from ..people import BOOTSTRAP
from ..plan import MapError
from ..plans.db_accounts import DEFAULT_PLUGIN
from ..plans.pipeline_tables import Record
from .db_server import DbServer

ATTRIBUTE = "SELECT ATTRIBUTE FROM information_schema.USER_ATTRIBUTES WHERE USER = 'bootstrap' AND HOST = '%'"
_AUTHENTICATION = f"'{BOOTSTRAP}'@'%%' IDENTIFIED WITH {DEFAULT_PLUGIN} BY %s REQUIRE SSL"
_KEY = "map"


class BootstrapAccount(DbServer):
    """The account on one server. Nobody knows its password while it is locked."""

    def create_account(self) -> None:
        """Make it, locked."""
        self._with_password("make", f"CREATE USER {_AUTHENTICATION} ACCOUNT LOCK")

    def lock(self, **record: t.Any) -> None:
        """Lock it, and forget its password; keep these parts of the record."""
        attribute = f" ATTRIBUTE '{_attribute(record)}'" if record else ""
        self._with_password("lock", f"ALTER USER {_AUTHENTICATION} ACCOUNT LOCK{attribute}")

    @contextlib.contextmanager
    def unlocked(self, **record: t.Any) -> t.Iterator[tuple[str, dict[str, t.Any]]]:
        """Unlock it for a while; gives its password, and a dictionary for what shall be recorded when all went well."""
        attribute = f" ATTRIBUTE '{_attribute(record)}'" if record else ""
        made: dict[str, t.Any] = {}
        try:
            yield self._with_password("unlock", f"ALTER USER {_AUTHENTICATION} ACCOUNT UNLOCK{attribute}"), made
        except BaseException as error:
            self._lock_after(error)
            raise
        self._lock_again(made)

    def _lock_after(self, error: BaseException) -> None:
        try:
            self._lock_again({})
        except MapError as second:
            problems = error.problems if isinstance(error, MapError) else (f"Interrupted: {error!r}.",)
            raise MapError(*problems, *second.problems) from error

    def _lock_again(self, record: dict[str, t.Any]) -> None:
        """On a new connection: the one that unlocked it may have been lost meanwhile."""
        self.close()
        self.lock(**record)

    def _with_password(self, verb: str, statement: str) -> str:
        password = secrets.token_urlsafe(32) + "-aA1"  # a policy may ask for one of each kind
        self._change(f"{verb} the account '{BOOTSTRAP}'", statement, (password,), secret=True)
        return password


def record(attribute: str | bytes | None) -> Record:
    """What an account's attribute says; nothing where it isn't ours."""
    try:
        found = json.loads(attribute or "{}").get(_KEY) or {}
        tables = frozenset(t.cast(tuple[str, str], tuple(name.split(".", 1))) for name in found.get("tables") or ())
        return Record(str(found.get("commit") or ""), tables, frozenset(found.get("loading") or ()))
    except (ValueError, AttributeError, TypeError):
        return Record()


def _attribute(parts: dict[str, t.Any]) -> str:
    """JSON that is merged with what is there, inside a literal and a template, where \\ and % are written twice."""
    text = json.dumps({_KEY: parts})
    return text.replace("\\", "\\\\").replace("'", "''").replace("%", "%%")
