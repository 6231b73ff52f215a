"""What DataJoint 0.12 to 0.14 does is told to the drain and to the heartbeat. All versions name these alike."""

from __future__ import annotations

import functools
import time
import typing as t

from datajoint.autopopulate import AutoPopulate
from datajoint.connection import Connection
from datajoint.external import ExternalTable
from datajoint.hash import key_hash
from datajoint.jobs import JobTable

from .drain import Drain, say
from .heartbeat import Heartbeat
from .reservations import Job, Reservation, give_back, reconnect, renew

LOST = ("LostConnectionError", "OperationalError", "InterfaceError")


def install(drain: Drain, heartbeat: Heartbeat) -> None:
    """Wrap DataJoint's own methods, in this process."""
    interrupted: set[Job] = set()
    _reserve(interrupted, drain, heartbeat)
    _complete(drain, heartbeat)
    _error(interrupted, drain, heartbeat)
    _populate(drain, heartbeat)
    _connect(interrupted, drain)
    _query(drain, heartbeat)
    _transactions(drain)
    _external_files(drain)


def _around(owner: t.Any, name: str) -> t.Callable[[t.Callable[..., t.Any]], None]:
    """Decorates a function of (original, self, ...), which from now on stands for the method."""

    def put(wrapper: t.Callable[..., t.Any]) -> None:
        original = getattr(owner, name)

        @functools.wraps(original)
        def method(self: t.Any, *arguments: t.Any, **options: t.Any) -> t.Any:
            return wrapper(original, self, *arguments, **options)

        setattr(owner, name, method)

    return put


def _reserve(interrupted: set[Job], drain: Drain, heartbeat: Heartbeat) -> None:
    @_around(JobTable, "reserve")
    def reserve(original: t.Any, self: t.Any, table_name: str, key: t.Any) -> bool:
        job = Job(self.database, table_name, key_hash(key))
        drain.hold(job, Reservation(self, time.monotonic()))
        taken = False
        try:
            taken = original(self, table_name, key)
        finally:
            if not taken:
                drain.release(job)
        if taken:
            interrupted.discard(job)
            heartbeat.job(str(job))
        else:
            drain.checkpoint()
        return taken


def _complete(drain: Drain, heartbeat: Heartbeat) -> None:
    @_around(JobTable, "complete")
    def complete(original: t.Any, self: t.Any, table_name: str, key: t.Any) -> None:
        original(self, table_name, key)
        heartbeat.between_jobs()
        drain.let_go(Job(self.database, table_name, key_hash(key)))


def _error(interrupted: set[Job], drain: Drain, heartbeat: Heartbeat) -> None:
    @_around(JobTable, "error")
    def error(original: t.Any, self: t.Any, table_name: str, key: t.Any, error_message: str, **more: t.Any) -> None:
        job = Job(self.database, table_name, key_hash(key))
        if job in interrupted and error_message.startswith(LOST):
            say(f"the database was started anew during a job of {job}; the job is given back and will run again.")
            interrupted.remove(job)
            self.complete(table_name, key)
            return
        original(self, table_name, key, error_message=error_message, **more)
        heartbeat.between_jobs()
        drain.let_go(job)


def _populate(drain: Drain, heartbeat: Heartbeat) -> None:
    @_around(AutoPopulate, "populate")
    def populate(original: t.Any, self: t.Any, *restrictions: t.Any, **options: t.Any) -> t.Any:
        before = set(drain.held)
        try:
            return original(self, *restrictions, **options)
        finally:
            # DataJoint forgets a reservation when it can't reach the database to write down the job's error.
            left = {job: held for job, held in drain.held.items() if isinstance(job, Job) and job not in before}
            give_back(left)
            for thing in (*left, "transaction"):
                drain.release(thing)
            if left:
                heartbeat.between_jobs()


def _connect(interrupted: set[Job], drain: Drain) -> None:
    @_around(Connection, "connect")
    def connect(original: t.Any, self: t.Any) -> None:
        if not hasattr(self, "connection_id"):
            original(self)
            return
        reconnect(lambda: original(self))
        # DataJoint asks for the id of its first connection only, and writes it into reservations ever after.
        self.connection_id = self._conn.thread_id()
        held = {job: found for job, found in drain.held.items() if isinstance(job, Job)}
        interrupted.update(renew(self, {job: found for job, found in held.items() if found.jobs.connection is self}))


def _query(drain: Drain, heartbeat: Heartbeat) -> None:
    @_around(Connection, "query")
    def query(original: t.Any, self: t.Any, *arguments: t.Any, **options: t.Any) -> t.Any:
        drain.checkpoint()
        heartbeat.beat()
        return original(self, *arguments, **options)


def _transactions(drain: Drain) -> None:
    @_around(Connection, "start_transaction")
    def start(original: t.Any, self: t.Any) -> None:
        drain.hold("transaction")
        try:
            original(self)
        except BaseException:
            drain.release("transaction")
            raise

    def end(original: t.Any, self: t.Any) -> None:
        try:
            original(self)
        finally:
            drain.release("transaction")
        drain.checkpoint()

    for name in ("commit_transaction", "cancel_transaction"):
        _around(Connection, name)(end)


def _external_files(drain: Drain) -> None:
    """A file's row goes first and then the file: never stop between the two, but do so after each file."""
    deletion = "deletion of external files"

    @_around(ExternalTable, "delete")
    def delete(original: t.Any, self: t.Any, *arguments: t.Any, **options: t.Any) -> t.Any:
        drain.hold(deletion)
        try:
            result = original(self, *arguments, **options)
        finally:
            drain.release(deletion)
        drain.checkpoint()
        return result

    @_around(ExternalTable, "_remove_external_file")
    def remove(original: t.Any, self: t.Any, *arguments: t.Any, **options: t.Any) -> None:
        original(self, *arguments, **options)
        drain.checkpoint(but={deletion})
