"""What to do so that the pipeline's tables are there, made by an account that is locked before and after; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ..people import BOOTSTRAP, schema_problems
from ..plan import Call, Change, refuse
from .db_accounts import DEFAULT_PLUGIN, TLS, Account
from .db_rights import Rights, rights
from .db_users import rights_changes
from .structure_dump import Dump, Table


@dataclasses.dataclass(frozen=True)
class Record:
    """What the account's attribute keeps. commit: whose tables were declared last; tables: those that the code has,
    hidden ones too; loading: schemas for which a dump isn't loaded to its end yet."""

    commit: str = ""
    tables: frozenset[Table] = frozenset()
    loading: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Actual:
    """What is there. tables: of the wanted schemas, hidden ones too; leftovers: containers of an interrupted run."""

    account: Account | None = None
    record: Record = Record()
    tables: frozenset[Table] = frozenset()
    partial_revokes: bool = False
    leftovers: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What was asked for. commit: of the pipeline's code, which isn't asked if it is empty; login: who asks."""

    schemas: tuple[str, ...]
    pipeline_prefix: str = "map_"
    commit: str = ""
    dump: Dump | None = None
    login: str = ""

    @property
    def rights(self) -> Rights:
        """All rights of the account."""
        return rights(BOOTSTRAP, BOOTSTRAP, self.pipeline_prefix, ())


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """Lock what an interrupted run left, then account, rights, dump, and what the code declares."""
    refuse(_problems(actual, wanted))
    return [
        *(_leftover(name) for name in actual.leftovers),
        *_account(actual.account),
        *rights_changes(BOOTSTRAP, actual.account.rights if actual.account else {}, wanted.rights),
        *_load(actual, wanted),
        *_declare(actual, wanted),
    ]


def missing(actual: Actual) -> list[Table]:
    """Tables that the code of the recorded commit has, and the server hasn't."""
    return sorted(actual.record.tables - actual.tables)


def to_load(actual: Actual, dump: Dump) -> list[str]:
    """The dump's schemas that have no tables, or whose load was interrupted."""
    filled = {schema for schema, __ in actual.tables}
    return [schema for schema in dump.schemas if schema not in filled or schema in actual.record.loading]


def _problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    yield from schema_problems(wanted.schemas, wanted.pipeline_prefix)
    if wanted.login == BOOTSTRAP:
        yield f"The account '{BOOTSTRAP}' can't be the administrator's. Log in as map_database_master_user."
    if actual.partial_revokes:
        yield (
            "The server's parameter partial_revokes is ON, which makes every right on a pattern of schemas void. "
            "Set it to OFF (a server that has partial revokes already needs them removed first)."
        )
    if wanted.dump:
        yield from wanted.dump.problems
        yield from _reference_problems(actual, wanted.dump)


def _reference_problems(actual: Actual, dump: Dump) -> t.Iterator[str]:
    loaded = set(to_load(actual, dump))
    there = actual.tables | {table for table in dump.tables if table[0] in loaded}
    for table, target in sorted(dump.references):
        if table[0] in loaded and target not in there:
            yield (
                f"The dump's table {'.'.join(table)} refers to {'.'.join(target)}, which is neither in the dump nor on "
                "the server. Dump all of the pipeline's schemas together."
            )


def _leftover(name: str) -> Change:
    return Change("containers", "remove", f"container {name}", "left by an interrupted run", None, Call("end_leftover"))


def _account(account: Account | None) -> t.Iterator[Change]:
    target = f"account {BOOTSTRAP}"
    locked = {"authentication": DEFAULT_PLUGIN, "tls": "required", "locked": True}
    if account is None:
        yield Change("database", "create", target, None, locked, Call("create_account"))
        return
    found = {
        "authentication": account.plugin,
        "tls": "required" if account.tls == TLS else account.tls or "not required",
        "locked": account.locked,
    }
    if found != locked or not account.has_password:
        yield Change("database", "update", f"{target}: lock", found, locked, Call("lock"))


def _load(actual: Actual, wanted: Wanted) -> t.Iterator[Change]:
    schemas = to_load(actual, wanted.dump) if wanted.dump else []
    if wanted.dump and schemas:
        count = sum(schema in schemas for schema, __ in wanted.dump.tables)
        after = {"schemas": schemas, "tables": count}
        target = f"tables of {wanted.pipeline_prefix}*: load the structure-only dump"
        yield Change("database", "create", target, None, after, Call("load", {"schemas": schemas}))


def _declare(actual: Actual, wanted: Wanted) -> t.Iterator[Change]:
    gone = [".".join(table) for table in missing(actual)]
    if not wanted.commit or (actual.record.commit == wanted.commit and not gone):
        return
    before: t.Any = {"commit": actual.record.commit, "missing": gone} if actual.record.commit else None
    target = f"tables of {wanted.pipeline_prefix}*: declare with commit {wanted.commit[:12]}"
    after = {"commit": wanted.commit, "missing": []}
    action: t.Any = "update" if before else "create"
    yield Change("database", action, target, before, after, Call("declare"))
