"""Reservations of this process that DataJoint itself would leave behind, or leave out of date."""

from __future__ import annotations

import time
import typing as t

import pymysql.err
from datajoint.errors import DataJointError

from .drain import say

PATIENCE_SECONDS = 120
"""For so long a database that doesn't answer is asked to take back a reservation; its restart takes less."""
PAUSE_SECONDS = 1


class Job(t.NamedTuple):
    """A reservation."""

    database: str
    table_name: str
    key_hash: str

    def __str__(self) -> str:
        return f"{self.database}.{self.table_name}"


def give_back(left: dict[Job, t.Any]) -> None:
    """Remove reservations of jobs that broke off, so that someone can take them again. left: job -> its jobs table"""
    end = time.monotonic() + PATIENCE_SECONDS
    for job, jobs in left.items():
        say(f"the reservation of {job} is given back, for the job broke off without a word.")
        while not _gone(job, jobs):
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


def renew(connection: t.Any, held: list[Job]) -> None:
    """Write the id of the connection as it now is into reservations: by it others judge whether they are alive."""
    with connection._conn.cursor() as cursor:
        for job in held:
            statement = (
                f"UPDATE `{job.database}`.`~jobs` SET connection_id = %s"  # noqa: S608 (the name comes from DataJoint)
                " WHERE table_name = %s AND key_hash = %s AND status = 'reserved'"
            )
            cursor.execute(statement, (connection.connection_id, job.table_name, job.key_hash))
