"""DataJoint's job tables: what workers that are gone left in them."""

from __future__ import annotations

import typing as t

PASSING = (
    "LostConnectionError%",
    "InterfaceError%",
    "OperationalError: (20%",
    "OperationalError: (1053%",
    "%Deadlock found%",
    "%Lock wait timeout%",
    "InternalError: (1205%",
    "DuplicateError%",
    "%MaxRetryError%",
    "%Connection aborted%",
    "%Connection refused%",
    "%Broken pipe%",
    "%TimeoutError%",
    "ServerError%",
    "S3Error%code: InternalError%",
    "S3Error%code: ServiceUnavailable%",
    "S3Error%code: SlowDown%",
    "%KeyboardInterrupt%",
    "%SIGTERM%",
    "DataJointError: A different version of%",
    "IntegrityError:%~external_%",
)
"""What errors say that will not come again when the job is tried again."""


def clear_passing_errors(schema: t.Any) -> int:
    """Delete errors that say nothing about a job itself, so that it is tried again; how many they were."""
    jobs = schema.jobs & 'status = "error"' & [f'error_message LIKE "{pattern}"' for pattern in PASSING]
    return int(jobs.delete_quick(get_count=True))


def name_connection(connection: t.Any) -> None:
    """Let reservations name the connection that there is now: DataJoint goes on naming its first one."""
    connection.connection_id = connection.query("SELECT CONNECTION_ID()").fetchone()[0]


def clear_abandoned(schema: t.Any) -> int:
    """Delete reservations of this account whose connection is gone; how many they were.

    Only this account's, because other accounts' connections may be invisible. One from before the server's start is
    gone even if its number is another connection's now.
    """
    fields = ("table_name", "key_hash", "connection_id", "user")
    reserved = schema.jobs & 'status = "reserved"'
    rows = [dict(zip(fields, values)) for values in zip(*reserved.fetch(*fields))]
    if not rows:
        return 0
    connection = schema.connection
    account = connection.get_user().partition("@")[0]
    alive = {int(row[0]) for row in connection.query("SHOW PROCESSLIST").fetchall()}
    uptime = int(connection.query("SHOW GLOBAL STATUS LIKE 'Uptime'").fetchone()[1])
    before_start = f"timestamp < NOW() - INTERVAL {uptime + 1} SECOND"
    cleared = 0
    for row in rows:
        if row.pop("user").partition("@")[0] == account:
            dead = {} if row["connection_id"] not in alive else before_start
            cleared += (reserved & row & dead).delete_quick(get_count=True)
    return cleared
