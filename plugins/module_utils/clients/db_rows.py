"""The queries that read accounts, rights and schemas, and what their rows mean."""

from __future__ import annotations

import collections
import functools
import typing as t

from ..plans.db_accounts import Account, Actual
from ..plans.db_rights import GRANT_OPTION, SCHEMA_PRIVILEGES, Place
from . import mysql_password

_SCHEMA_COLUMNS = (*SCHEMA_PRIVILEGES, GRANT_OPTION)
_GLOBAL_COLUMNS = (
    *_SCHEMA_COLUMNS,
    "RELOAD",
    "SHUTDOWN",
    "PROCESS",
    "FILE",
    "SHOW DATABASES",
    "SUPER",
    "REPLICATION SLAVE",
    "REPLICATION CLIENT",
    "CREATE USER",
    "CREATE TABLESPACE",
    "CREATE ROLE",
    "DROP ROLE",
)
# The columns of mysql.user and mysql.db whose names aren't those of the privileges.
_COLUMN_NAMES = {
    "CREATE TEMPORARY TABLES": "Create_tmp_table",
    GRANT_OPTION: "Grant",
    "SHOW DATABASES": "Show_db",
    "REPLICATION SLAVE": "Repl_slave",
    "REPLICATION CLIENT": "Repl_client",
}
_TABLE_WORDS = {"Create View": "CREATE VIEW", "Show view": "SHOW VIEW", "Grant": GRANT_OPTION}


def _flags(privileges: t.Iterable[str]) -> str:
    columns = (_COLUMN_NAMES.get(name, name.capitalize().replace(" ", "_")) + "_priv" for name in privileges)
    return f"CONCAT({', '.join(columns)})"


OLD_HASH = "User_attributes->>'$.additional_password'"
"""The hash of the password that an account had before, while the server still takes it; NULL where there is none."""

QUERIES = {
    "server": "SELECT VERSION(), CURRENT_USER(), @@GLOBAL.partial_revokes, (SELECT GROUP_CONCAT(plugin_name) FROM"
    " information_schema.plugins WHERE plugin_type = 'AUTHENTICATION' AND plugin_status = 'ACTIVE')",
    "accounts": "SELECT User, Host, plugin, authentication_string, ssl_type, account_locked, password_expired,"  # noqa: S608  # nosec B608
    f" {OLD_HASH}, {_flags(_GLOBAL_COLUMNS)} FROM mysql.user ORDER BY User, Host",
    "schema_rights": f"SELECT User, Host, Db, {_flags(_SCHEMA_COLUMNS)} FROM mysql.db ORDER BY User, Host, Db",  # noqa: S608  # nosec B608
    "other_rights": "SELECT User, Host, 'table', Db, Table_name, CONCAT_WS(',', Table_priv, Column_priv)"
    " FROM mysql.tables_priv"
    " UNION ALL SELECT User, Host, Routine_type, Db, Routine_name, Proc_priv FROM mysql.procs_priv"
    " UNION ALL SELECT User, Host, 'global', '', '', PRIV FROM mysql.global_grants"
    " UNION ALL SELECT TO_USER, TO_HOST, 'role', FROM_USER, FROM_HOST, 'MEMBER' FROM mysql.role_edges"
    " UNION ALL SELECT User, Host, 'proxy', Proxied_user, Proxied_host, 'PROXY' FROM mysql.proxies_priv",
    "schemas": "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA",
}
"""Name -> query. As many as these, whatever the number of accounts."""

Rows = dict[str, list[tuple[t.Any, ...]]]


def actual(rows: Rows, passwords: t.Mapping[str, str]) -> Actual:
    """What the rows of QUERIES say. passwords: of service accounts, to compare with the hashes"""
    version, login, partial_revokes, plugins = rows["server"][0]
    rights = _rights(rows)
    return Actual(
        version=version,
        login=login.rpartition("@")[0],
        partial_revokes=bool(partial_revokes),
        plugins=frozenset((plugins or "").split(",")),
        accounts=tuple(_account(row, rights) for row in rows["accounts"]),
        schemas=frozenset(name for (name,) in rows["schemas"]),
        passwords_kept=_fitting(passwords, {user: now for user, host, __, now, *__ in rows["accounts"] if host == "%"}),
        passwords_old=_fitting(passwords, {row[0]: row[7] for row in rows["accounts"] if row[1] == "%"}),
    )


def _fitting(passwords: t.Mapping[str, str], hashes: dict[str, str | None]) -> frozenset[str]:
    """The accounts whose password is the one of their hash."""
    return frozenset(
        user for user, password in passwords.items() if mysql_password.fits(password, hashes.get(user) or "")
    )


_Found = dict[tuple[str, str], dict[Place, frozenset[str]]]


def _account(row: tuple[t.Any, ...], rights: _Found) -> Account:
    user, host, plugin, stored, tls, locked, expired, old, __ = row
    return Account(
        user=user,
        host=host,
        plugin=plugin,
        tls=tls,
        locked=locked == "Y",
        has_password=bool(stored),
        expired=expired == "Y",
        old_password=bool(old),
        rights=rights.get((user, host), {}),
    )


def _rights(rows: Rows) -> _Found:
    found: _Found = collections.defaultdict(dict)
    for user, host, *__, flags in rows["accounts"]:
        _add(found[user, host], Place("global"), _named(flags, _GLOBAL_COLUMNS))
    for user, host, schema, flags in rows["schema_rights"]:
        _add(found[user, host], Place("schema", schema), _named(flags, _SCHEMA_COLUMNS))
    for user, host, kind, schema, name, listed in rows["other_rights"]:
        _add(found[user, host], Place(kind.lower(), schema, name), _listed(listed))
    return found


def _add(rights: dict[Place, frozenset[str]], place: Place, privileges: frozenset[str]) -> None:
    if privileges:
        rights[place] = rights.get(place, frozenset()) | privileges


@functools.cache
def _named(flags: str, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name, flag in zip(names, flags, strict=True) if flag == "Y")


@functools.cache
def _listed(words: str) -> frozenset[str]:
    return frozenset(_TABLE_WORDS.get(word, word.upper()) for word in words.split(",") if word)
