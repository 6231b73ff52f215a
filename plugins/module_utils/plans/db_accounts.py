"""Accounts of a database server, as it has them and as they are wanted; and which of them are nobody's."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ..people import BOOTSTRAP
from ..plan import UNKNOWN
from .db_rights import Rights, rights

DEFAULT_PLUGIN = "caching_sha2_password"
NATIVE_PLUGIN = "mysql_native_password"
TLS = "ANY"
"""What mysql.user says of an account that was made with REQUIRE SSL."""

_OF_THE_SERVER = re.compile(
    r"mysql\..*|root|rds(admin|repladmin|proxyadmin|topmgr)|rds_.*|(AWS|aws)_.*|event_scheduler"
)


@dataclasses.dataclass(frozen=True)
class Account:
    """An account as the server has it. tls: ssl_type of mysql.user; old_password: the one before works too."""

    user: str
    host: str = "%"
    plugin: str = DEFAULT_PLUGIN
    tls: str = TLS
    locked: bool = False
    has_password: bool = True
    expired: bool = False
    old_password: bool = False
    rights: Rights = dataclasses.field(default_factory=dict)

    @property
    def label(self) -> str:
        """The account as people write it."""
        return self.user if self.host == "%" else f"{self.user}@{self.host}"


@dataclasses.dataclass(frozen=True)
class Actual:
    """What the server has. login: its name for the account that logged in; plugins: None where not known yet;
    passwords_kept: accounts whose given password fits the stored hash; passwords_old: that of the one before."""

    version: str = UNKNOWN
    login: str = ""
    partial_revokes: bool = False
    plugins: frozenset[str] | None = None
    accounts: tuple[Account, ...] = ()
    schemas: frozenset[str] = frozenset()
    passwords_kept: frozenset[str] = frozenset()
    passwords_old: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Member:
    """A person or a program that is to have an account. kind: person or service; password: we were given one."""

    name: str
    kind: t.Literal["person", "service"]
    role: str
    plugin: str = DEFAULT_PLUGIN
    password: bool = True


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What was asked for. due: listed people whose last day is over; problems: what was already found wrong with it."""

    members: tuple[Member, ...] = ()
    schemas: tuple[str, ...] = ()
    pipeline_prefix: str = "map_"
    webgui_schemas: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    login: str = ""
    due: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def rights(self, member: Member) -> Rights:
        """All rights of this member."""
        return rights(member.role, member.name, self.pipeline_prefix, self.webgui_schemas)


def ours(actual: Actual) -> dict[str, Account]:
    """The accounts that may be ours by name: those that may log in from everywhere."""
    return {account.user: account for account in actual.accounts if account.host == "%"}


def needs_password(member: Member, account: Account | None) -> bool:
    """Whether an account has none that lets its owner in the way that is wanted."""
    return account is None or account.plugin != member.plugin or not account.has_password


def rotates(member: Member, account: Account, actual: Actual) -> bool:
    """Whether a program's account gets another password and keeps the one until now, which its program has."""
    other = member.kind == "service" and member.name not in actual.passwords_kept
    return other and not needs_password(member, account)


def two_passwords(actual: Actual, wanted: Wanted) -> list[str]:
    """Listed accounts of programs that have an old password too, or get one by the plan."""
    there = ours(actual)
    services = {m.name: m for m in wanted.members if m.kind == "service" and m.name in there}
    return [
        name
        for name, member in services.items()
        if rotates(member, there[name], actual)
        or (there[name].old_password and not needs_password(member, there[name]))
    ]


def unlisted(actual: Actual, wanted: Wanted) -> list[Account]:
    """Accounts that no list names, less those that are the server's own, the one that logged in, and bootstrap's."""
    listed = {BOOTSTRAP, *(member.name for member in wanted.members)}
    return [
        account
        for account in actual.accounts
        if not protected(account.user, actual, wanted) and (account.host != "%" or account.user not in listed)
    ]


def protected(user: str, actual: Actual, wanted: Wanted) -> bool:
    """Whether an account is the server's own, or that of the administrator who logged in."""
    return user in (actual.login, wanted.login) or bool(_OF_THE_SERVER.fullmatch(user))
