"""Which old passwords of accounts to end, now that their programs have the new ones; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import Call, Change


@dataclasses.dataclass(frozen=True)
class Actual:
    """What the server has. old: accounts with an old password; current: those whose given password is the new one."""

    old: tuple[str, ...] = ()
    current: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What was asked for.

    accounts: those that shall have one password; behind: hosts whose programs may still have the old one
    planned: accounts to which an earlier task of this run, in check mode, gives the new password and keeps the old one
    """

    accounts: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    planned: frozenset[str] = frozenset()


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """End the old password of each account whose programs all have the new one."""
    if wanted.behind:
        return []
    ready = (actual.current & frozenset(actual.old)) | wanted.planned
    return [_discard(name) for name in wanted.accounts if name in ready]


def summary(actual: Actual, wanted: Wanted) -> dict[str, t.Any]:
    """The facts of a result: old_passwords (the accounts that keep theirs), notes (why)."""
    kept = _kept(actual, wanted)
    return {"old_passwords": kept, "notes": list(_notes(kept, actual, wanted))}


def _kept(actual: Actual, wanted: Wanted) -> list[str]:
    ended = {change.call.kwargs["user"] for change in plan(actual, wanted)}
    return [n for n in wanted.accounts if n in {*actual.old, *wanted.planned} and n not in ended]


def _notes(kept: list[str], actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    if kept and wanted.behind:
        yield (
            f"The old passwords of {', '.join(kept)} still work, because programs on these hosts may need them: "
            f"{', '.join(wanted.behind)}. They failed in this run, or weren't in it; run site.yml for all hosts again."
        )
        return
    others = [name for name in kept if name not in actual.current]
    if others:
        yield (
            f"The old passwords of {', '.join(others)} still work, because the vault's isn't the new one. "
            "Run site.yml, which sets it and gives it to the programs first."
        )


def _discard(name: str) -> Change:
    call = Call("discard_old_password", {"user": name})
    return Change("database", "remove", f"account {name}: old password", "still works", None, call)
