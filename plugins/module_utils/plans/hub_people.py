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


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Who may have an account.

    people: name -> whether an administrator; logins: theirs at GitHub, in small letters
    guests: whether others may be let in by an organization
    """

    people: dict[str, bool]
    guests: bool = False
    logins: frozenset[str] = frozenset()

    def lets_stay(self, name: str) -> bool:
        """Whether an account is anybody's who may sign in by it."""
        is_guest = name.startswith(GUEST) and name.removeprefix(GUEST) not in self.logins
        return name in self.people or (self.guests and is_guest)


def plan(actual: dict[str, Account], wanted: Wanted) -> list[Change]:
    """Remove accounts of those who are no more on the list; make administrators those who shall be, nobody else.

    Accounts are made by the hub when someone signs in.
    """
    return [*_removals(actual, wanted), *_rights(actual, wanted)]


def _removals(actual: dict[str, Account], wanted: Wanted) -> t.Iterator[Change]:
    for name, account in sorted(actual.items()):
        if not wanted.lets_stay(name):
            before = "its server runs" if account.running else "no server"
            call = Call("delete", {"name": name})
            yield Change("hub", "remove", f"account {name} of the hub", before, None, call, "sessions")


def _rights(actual: dict[str, Account], wanted: Wanted) -> t.Iterator[Change]:
    for name, account in sorted(actual.items()):
        admin = wanted.people.get(name, False)
        if wanted.lets_stay(name) and account.admin != admin:
            call = Call("set_admin", {"name": name, "admin": admin})
            yield Change("hub", "update", f"account {name} of the hub: administrator", account.admin, admin, call)
