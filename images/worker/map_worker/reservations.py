"""Reservations of this process that DataJoint itself would leave behind, out of date, or as errors."""

from __future__ import annotations

import time
import typing as t

import pymysql.err
from datajoint.errors import DataJointError

from .drain import say

PATIENCE_SECONDS = 300
"""For so long a database that is started anew may be away."""
PAUSE_SECONDS = 1
AWAY = (2002, 2003, 2006, 2013, 1053)
"""Error numbers: no connection, lost connection, server shutdown in progress."""


class Job(t.NamedTuple):
    """What is reserved."""

    database: str
    table_name: str
    key_hash: str

    def __str__(self) -> str:
        return f"{self.database}.{self.table_name}"


class Reservation(t.NamedTuple):
    """jobs: DataJoint's table that holds it; since: by the monotonic clock"""

    jobs: t.Any
    since: float


def give_back(left: dict[Job, Reservation]) -> None:
    """Remove reservations of jobs that broke off, so that someone can take them again."""
    end = time.monotonic() + PATIENCE_SECONDS
    for job, reservation in left.items():
        say(f"the reservation of {job} is given back, for the job broke off without a word.")
        while not _gone(job, reservation.jobs):
            if time.monotonic() > end:
                say(f"the reservation of {job} stays, for the database doesn't answer. The job doctor will find it.")
                break
            time.sleep(PAUSE_SECONDS)


def _gone(job: Job, jobs: t.Any) -> bool:
    reserved = {"table_name": job.table_name, "key_hash": job.key_hash, "status": "reserved"}
    try:
        if jobs.connection.in_transaction:
            jobs.connection.cancel_transaction()
        (jobs & reserved).delete_quick()
    except (DataJointError, pymysql.err.Error, OSError):
        return False
    return True


def reconnect(connect: t.Callable[[], None]) -> None:
    """Connect again, and wait for a database that is started anew."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connect()
            return
        except pymysql.err.OperationalError as error:
            if error.args[0] not in AWAY or time.monotonic() > end:
                raise
        time.sleep(PAUSE_SECONDS)


def renew(connection: t.Any, held: dict[Job, Reservation]) -> set[Job]:
    """Write the id of the connection as it now is into reservations: by it others judge whether they are alive.

    Gives the jobs that had begun before the server was started: they didn't lose their connection by what they did.
    """
    if not held:
        return set()
    with connection._conn.cursor() as cursor:
        for job in held:
            statement = (
                f"UPDATE `{job.database}`.`~jobs` SET connection_id = %s"  # noqa: S608 (the name comes from DataJoint)  # nosec B608
                " WHERE table_name = %s AND key_hash = %s AND status = 'reserved'"
            )
            cursor.execute(statement, (connection.connection_id, job.table_name, job.key_hash))
        cursor.execute("SHOW GLOBAL STATUS LIKE 'Uptime'")
        started = time.monotonic() - float(cursor.fetchone()[1])
    return {job for job, reservation in held.items() if reservation.since < started}
