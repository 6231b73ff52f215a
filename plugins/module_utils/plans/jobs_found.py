"""What the job doctor knows: the rows of DataJoint's job tables, the connections, and the hosts' containers."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t


@dataclasses.dataclass(frozen=True)
class Job:
    """A row of a schema's `~jobs` table.

    table: as DataJoint writes it (`__unit_stat`); key: readable, for people; user: name@address of the client
    host: name of the machine or container that wrote the row; connection: id that it had at the server
    since: when it was written, seconds since 1970 by the server's clock, without fractions
    message, place: of an error, what it says and the innermost line of code that it came from
    """

    schema: str
    table: str
    key_hash: str
    status: str
    key: str = ""
    user: str = ""
    host: str = ""
    pid: int = 0
    connection: int = 0
    since: int = 0
    message: str = ""
    place: str = ""

    @property
    def account(self) -> str:
        return self.user.rpartition("@")[0]

    @property
    def address(self) -> str:
        return self.user.rpartition("@")[2]

    @property
    def identity(self) -> dict[str, t.Any]:
        """What tells this row from a later one for the same key."""
        names = ("schema", "table", "key_hash", "status", "host", "pid", "connection", "since")
        return {name: getattr(self, name) for name in names}


@dataclasses.dataclass(frozen=True)
class Connection:
    """A connection that is open at the server; address: where from, without the port."""

    number: int
    account: str
    address: str


@dataclasses.dataclass(frozen=True)
class Container:
    """A container that has a host name of its own; started: seconds since 1970 by its machine's clock."""

    hostname: str
    name: str
    running: bool
    started: float


@dataclasses.dataclass(frozen=True)
class Machine:
    """A machine whose container engine was asked; asked_at: by its clock, None if it couldn't be asked."""

    name: str
    asked_at: float | None = None
    containers: tuple[Container, ...] = ()
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class Actual:
    """Everything that was found.

    schemas: those that have a job table; strange: tables that aren't DataJoint 0.12 to 0.14's, and what they lack
    now, server_started: by the server's clock
    """

    schemas: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    connections: tuple[Connection, ...] = ()
    machines: tuple[Machine, ...] = ()
    strange: tuple[str, ...] = ()
    now: int = 0
    server_started: int = 0


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What the operator asks for.

    schemas: all that may be looked at; clear: whether anything is cleared at all
    accounts: of programs whose jobs run only in containers on the machines that are asked
    clear_errors: `schema.table` or key hashes (8 digits or more) of errors that were looked at
    """

    schemas: tuple[str, ...]
    clear: bool = False
    accounts: frozenset[str] = frozenset()
    clear_errors: tuple[str, ...] = ()
    stale_hours: float = 24
    stuck_hours: float = 24


def when(seconds: float) -> str:
    """A time as people write it, in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
