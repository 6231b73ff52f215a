"""The rules for names and passwords of accounts, without asking any server.

Both the check of all settings and the plan for the database use them, so that they can't disagree.
"""

from __future__ import annotations

import collections
import re
import typing as t

ROLES = ("reader", "analyst", "ingester", "pipeline_admin")
"""What a person may be, from the least rights to the most."""

DEFAULT_ROLE = "analyst"
"""What a person is whose entry names no role."""

SERVICE_ROLES = ("worker", "webgui")
"""What a program may be, and the name of its account."""

_OF_RDS = ("rdsadmin", "rdsrepladmin", "rdsproxyadmin", "rdstopmgr")
BOOTSTRAP = "bootstrap"
"""The account that makes the pipeline's tables; locked but while it does so."""

RESERVED = frozenset({"mysql", "sys", "information", "performance", "root", "admin", BOOTSTRAP, *_OF_RDS})
"""Accounts and prefixes of schemas that belong to the server, to those who run it, or to this collection."""

_NAME = re.compile(r"[a-z][a-z0-9]{1,31}")
_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PRINTABLE = re.compile(r"[ -~]*")
_LONGEST_PASSWORD = 256


def name_problems(
    names: t.Iterable[str],
    *,
    pipeline_prefix: str = "map_",
    schemas: t.Iterable[str] = (),
    taken: t.Iterable[str] = (),
) -> list[str]:
    """What is wrong with the names of accounts that own the schemas `<name>_...`; empty when all are good.

    names: all accounts, doubles included; schemas: schemas that belong to nobody; taken: accounts of other lists,
    such as the database's master user
    """
    counts = collections.Counter(str(name) for name in names)
    others, shared = set(taken), list(schemas)
    problems = []
    for name, count in counts.items():
        problem = _name_problem(name, pipeline_prefix, shared, others)
        if problem:
            problems.append(problem)
        if count > 1:
            problems.append(f"The name '{name}' is listed {count} times. Keep one entry for each account.")
    return problems


def _name_problem(name: str, prefix: str, schemas: list[str], taken: set[str]) -> str | None:
    own = f"{name}_"
    if not _NAME.fullmatch(name):
        return (
            f"The name '{name}' can't be an account. Take 2 to 32 characters: small letters and digits, a letter "
            "first, no underscore (the schemas of 'a_b' would belong to 'a' too)."
        )
    if name in RESERVED:
        return f"The name '{name}' is reserved for the system itself. Choose another name."
    if prefix.startswith(own) or own.startswith(prefix):
        return (
            f"The name '{name}' is taken by the pipeline: '{own}...' and the pipeline's schemas '{prefix}...' overlap, "
            "so this account would own them. Choose another name."
        )
    covered = [schema for schema in schemas if schema.startswith(own)]
    if covered:
        return f"The account '{name}' would own the shared schema '{covered[0]}'. Choose another name."
    if name in taken:
        return f"The name '{name}' already belongs to another account of this environment. Choose another name."
    return None


def schema_problems(schemas: t.Iterable[str], pipeline_prefix: str) -> list[str]:
    """What is wrong with the pipeline's prefix and its list of schemas; empty when all is good."""
    problems = []
    if not _SCHEMA.fullmatch(pipeline_prefix) or not pipeline_prefix.endswith("_"):
        problems.append(
            f"The pipeline's prefix '{pipeline_prefix}' can't be used. "
            "Take small letters, digits and underscores, a letter first, an underscore last."
        )
    for schema, count in collections.Counter(str(schema) for schema in schemas).items():
        if not _SCHEMA.fullmatch(schema):
            problems.append(
                f"The schema name '{schema}' can't be used. "
                "Take at most 64 small letters, digits and underscores, a letter first."
            )
        elif not schema.startswith(pipeline_prefix):
            problems.append(
                f"The schema '{schema}' doesn't begin with the pipeline's prefix '{pipeline_prefix}', so no role's "
                "rights would cover it. Rename it, or change the prefix."
            )
        if count > 1:
            problems.append(f"The schema '{schema}' is listed {count} times. Keep one of them.")
    return problems


def password_problem(owner: str, password: str) -> str | None:
    """What is wrong with a password, said without quoting it; None when it is good.

    Clients encode passwords differently (PyMySQL as latin-1), and some that read one from a file strip it.
    """
    if not password:
        return f"The password of '{owner}' is empty. Give it one."
    if not _PRINTABLE.fullmatch(password):
        return (
            f"The password of '{owner}' has characters that not every client sends alike. "
            "Take letters, digits, inner blanks and signs of ASCII only."
        )
    if password != password.strip():
        return f"The password of '{owner}' begins or ends with a blank, which some clients drop. Take the blank away."
    if len(password) > _LONGEST_PASSWORD:
        return f"The password of '{owner}' is longer than {_LONGEST_PASSWORD} characters. Take a shorter one."
    return None
