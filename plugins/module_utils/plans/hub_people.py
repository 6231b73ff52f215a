"""Which accounts of JupyterHub must go, and who administers it; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import Call, Change

GUEST = "gh-"
"""How the names of those begin who were let in by an organization alone."""


@dataclasses.dataclass(frozen=True)
class Account:
    """An account of the hub. running: whether the person's server runs."""

    admin: bool = False
    running: bool = False


def plan(actual: dict[str, Account], people: dict[str, bool], guests: bool) -> list[Change]:
    """Remove accounts of those who are no more on the list; make administrators those who shall be, nobody else.

    people: name -> whether an administrator; guests: whether others may be let in by an organization.
    Accounts are made by the hub when someone signs in.
    """
    return [*_removals(actual, people, guests), *_rights(actual, people, guests)]


def stays(name: str, people: dict[str, bool], guests: bool) -> bool:
    """Whether an account is anybody's who may sign in."""
    return name in people or (guests and name.startswith(GUEST))


def _removals(actual: dict[str, Account], people: dict[str, bool], guests: bool) -> t.Iterator[Change]:
    for name, account in sorted(actual.items()):
        if not stays(name, people, guests):
            before = "its server runs" if account.running else "no server"
            call = Call("delete", {"name": name})
            yield Change("hub", "remove", f"account {name} of the hub", before, None, call, "sessions")


def _rights(actual: dict[str, Account], people: dict[str, bool], guests: bool) -> t.Iterator[Change]:
    for name, account in sorted(actual.items()):
        wanted = people.get(name, False)
        if stays(name, people, guests) and account.admin != wanted:
            call = Call("set_admin", {"name": name, "admin": wanted})
            yield Change("hub", "update", f"account {name} of the hub: administrator", account.admin, wanted, call)
