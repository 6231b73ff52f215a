"""The job doctor's verdicts: a table of situations, and a table of errors."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_errors import passing
from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_found import Actual, Connection
from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_judged import judge
from tests.unit.jobs_given import (
    ALICE,
    EMPTY_HOST,
    HOUR,
    ID,
    JOB,
    KEY_HASH,
    NOW,
    OLD,
    OPEN,
    RESTARTED,
    RUNNING,
    SAME_SECOND,
    STOPPED,
    UNASKED,
    WANTED,
    found,
    host,
    of,
)

RESERVED: list[tuple[str, str, Actual]] = [
    # the connection is open
    ("running", "open connection", found(JOB, host(RUNNING), connections=(OPEN,))),
    ("running", "open connection, though no container", found(JOB, connections=(OPEN,))),
    ("running", "open connection, though the container began anew", found(JOB, host(RESTARTED), connections=(OPEN,))),
    ("running", "another account's", found(ALICE, connections=(Connection(55, "alice", "203.0.113.9"),))),
    ("unsure", "the same id, but another account's", found(ALICE, connections=(OPEN,))),
    (
        "dead",
        "the same id, but from another address",
        found(JOB, connections=(Connection(55, "worker", "172.18.0.9"),)),
    ),
    ("stuck", "open for longer than a day", found(of(**OLD), host(RUNNING), connections=(OPEN,))),
    # the container shows the end
    ("dead", "container gone", found(JOB)),
    ("dead", "container gone, and none of several hosts has it", found(JOB, EMPTY_HOST, host(name="host2"))),
    ("dead", "container stopped", found(JOB, host(STOPPED))),
    ("dead", "container began anew", found(JOB, host(RESTARTED))),
    ("dead", "container of another account stopped", found(of(ALICE, host=ID), host(STOPPED))),
    ("dead", "stopped here, and the other host doesn't answer", found(JOB, host(STOPPED), UNASKED)),
    # it doesn't show it
    ("unsure", "container still runs", found(JOB, host(RUNNING))),
    ("unsure", "one of two of that name still runs", found(JOB, host(STOPPED), host(RUNNING, name="host2"))),
    ("unsure", "began in the same second", found(JOB, host(SAME_SECOND))),
    ("unsure", "a host couldn't be asked", found(JOB, EMPTY_HOST, UNASKED)),
    ("unsure", "the same, however old", found(of(**OLD), EMPTY_HOST, UNASKED)),
    ("unsure", "no host at all was asked", found(JOB, machines=())),
    ("unsure", "reserved after the hosts were asked", found(of(since=NOW - 10), host(asked_at=NOW - 10.5))),
    ("unsure", "stopped before it was reserved", found(of(since=NOW - 10), host(STOPPED, asked_at=NOW - 10.5))),
    ("unsure", "the host's clock is ahead", found(JOB, host(RESTARTED, asked_at=NOW + 60))),
    ("unsure", "the host's clock is behind", found(JOB, host(RESTARTED, asked_at=NOW - HOUR))),
    ("unsure", "another account's container is on no host", found(of(ALICE, host=ID))),
    # age
    ("unsure", "a laptop, a connection that may come back", found(ALICE)),
    ("dead", "a laptop, a day ago", found(of(ALICE, **OLD))),
    (
        "unsure",
        "a laptop, a day ago, connected again",
        found(of(ALICE, **OLD), connections=(Connection(99, "alice", "203.0.113.9"),)),
    ),
    (
        "unsure",
        "a laptop, a day ago, connected from elsewhere",
        found(of(ALICE, **OLD), connections=(Connection(99, "alice", "198.51.100.1"),)),
    ),
    ("dead", "another account's container, a day ago", found(of(ALICE, host=ID, **OLD))),
    ("dead", "container still runs, a day ago", found(of(**OLD), host(RUNNING), connections=())),
    # its process
    (
        "dead",
        "its process took up another job",
        found(JOB, host(RUNNING), jobs=(JOB, of(key_hash="f" * 32, since=NOW))),
    ),
    ("unsure", "another process did", found(JOB, host(RUNNING), jobs=(JOB, of(key_hash="f" * 32, since=NOW, pid=8)))),
    ("unsure", "an earlier job", found(JOB, host(RUNNING), jobs=(JOB, of(key_hash="f" * 32, since=NOW - 200)))),
    # the server restarted, and connection ids began anew
    ("dead", "same id, but the server restarted", found(JOB, connections=(OPEN,), server_started=NOW - 50)),
    (
        "unsure",
        "the server restarted, and the container runs on",
        found(JOB, host(RUNNING), connections=(OPEN,), server_started=NOW - 50),
    ),
    (
        "dead",
        "same id of another account, about when the server restarted",
        found(JOB, connections=(Connection(55, "alice", "172.18.0.1"),), server_started=NOW - 100),
    ),
    ("running", "same id and account, about then", found(JOB, connections=(OPEN,), server_started=NOW - 99)),
]

_CHILD = "IntegrityError: Cannot add or update a child row: a foreign key constraint fails (`a`.`b`, CONSTRAINT `c`"
ERRORS: list[tuple[str, str]] = [
    ("passing", "LostConnectionError: Connection was lost during a transaction."),
    ("passing", "OperationalError: (1213, 'Deadlock found when trying to get lock; try restarting transaction')"),
    ("passing", "OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')"),
    ("passing", "OperationalError: (2006, 'MySQL server has gone away')"),
    ("passing", "OperationalError: (2013, 'Lost connection to MySQL server during query')"),
    ("passing", "OperationalError: (2003, \"Can't connect to MySQL server on 'db' ([Errno 111] refused)\")"),
    ("passing", "OperationalError: (1053, 'Server shutdown in progress')"),
    ("passing", "OperationalError: (1290, 'The MySQL server is running with the --read-only option')"),
    ("passing", "InterfaceError: (0, '')"),
    ("passing", "SystemExit: SIGTERM received"),
    ("passing", "KeyboardInterrupt"),
    ("passing", "MaxRetryError: HTTPSConnectionPool(host='s3', port=443): Max retries exceeded"),
    ("passing", "S3Error: S3 operation failed; code: SlowDown, message: Please reduce your request rate."),
    ("passing", "ConnectionResetError: [Errno 104] Connection reset by peer"),
    ("passing", "timeout: The read operation timed out"),
    ("passing", f"{_CHILD} FOREIGN KEY (`figure`) REFERENCES `~external_report_store` (`hash`))"),
    ("review", f"{_CHILD} FOREIGN KEY (`session`) REFERENCES `session` (`session`))"),
    ("review", "ValueError: could not convert string to float: 'OperationalError: (1213'"),
    ("review", "OperationalError: (12130, 'x')"),
    ("review", "S3Error: S3 operation failed; code: AccessDenied, message: Access Denied."),
    ("review", "DuplicateError: (\"Duplicate entry '3' for key\", 'x')"),
    ("review", "IntegrityError: Cannot add or update a child row"),
    ("review", "OSError: [Errno 28] No space left on device"),
    ("review", "MemoryError"),
    ("review", "SystemExitError: mine"),
    ("review", ""),
]


@pytest.mark.parametrize(("verdict", "actual"), [(v, a) for v, _, a in RESERVED], ids=[name for _, name, _ in RESERVED])
def test_verdict_of_a_reservation(verdict: str, actual: Actual) -> None:
    judged = judge(actual.jobs[0], actual, WANTED)
    assert judged.verdict == verdict
    assert judged.safe == (verdict == "dead")
    assert judged.evidence
    assert bool(judged.advice) == (verdict in ("unsure", "stuck"))


@pytest.mark.parametrize(("verdict", "message"), ERRORS, ids=[message[:40] for _, message in ERRORS])
def test_verdict_of_a_failed_job(verdict: str, message: str) -> None:
    job = of(status="error", message=message)
    judged = judge(job, found(job), WANTED)
    assert judged.verdict == verdict
    assert bool(passing(message)) == judged.safe == (verdict == "passing")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("map_v2_ephys.__unit_stat", "named"),
        ("map_v2_ephys.unit_stat", "named"),
        (KEY_HASH, "named"),
        (KEY_HASH[:8], "named"),
        ("map_v2_tracking.unit_stat", "review"),
        ("map_v2_ephys.unit_stats", "review"),
        ("f" * 32, "review"),
    ],
)
def test_a_failed_job_that_is_named(name: str, verdict: str) -> None:
    wanted = dataclasses.replace(WANTED, clear_errors=(name,))
    failed = of(status="error", message="ValueError: no")
    assert judge(failed, found(failed), wanted).verdict == verdict
    assert judge(JOB, found(JOB, connections=(OPEN,)), wanted).verdict == "running"
