"""Jobs, connections and machines for the tests of the job doctor."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_found import (
    Actual,
    Connection,
    Container,
    Job,
    Machine,
    Wanted,
)

NOW = 1_700_000_000
HOUR = 3600
ID = "3f2a9c01b7de"
KEY_HASH = "0123456789abcdef0123456789abcdef"
SCHEMAS = ("map_v2_ephys", "map_v2_tracking")

WANTED = Wanted(SCHEMAS, clear=True, accounts=frozenset({"worker"}))
JOB = Job(
    "map_v2_ephys",
    "__unit_stat",
    KEY_HASH,
    "reserved",
    key="unit=3",
    user="worker@172.18.0.5",
    host=ID,
    pid=7,
    connection=55,
    since=NOW - 100,
)
ALICE = dataclasses.replace(JOB, user="alice@203.0.113.9", host="alices-laptop")
OLD = {"since": NOW - 25 * HOUR}
RUNNING = Container(ID, "worker_1", running=True, started=NOW - 30 * HOUR)
RESTARTED = dataclasses.replace(RUNNING, started=NOW - 99)
SAME_SECOND = dataclasses.replace(RUNNING, started=NOW - 99.5)
STOPPED = dataclasses.replace(RUNNING, running=False)
OPEN = Connection(55, "worker", "172.18.0.5")
EMPTY_HOST = Machine("host1", NOW - 10)
UNASKED = Machine("host2", reason="no container engine answers")


def host(*containers: Container, asked_at: float = NOW - 10, name: str = "host1") -> Machine:
    return Machine(name, asked_at, containers)


def found(job: Job, *machines: Machine, **fields: t.Any) -> Actual:
    known: dict[str, t.Any] = {"now": NOW, "server_started": NOW - 99 * HOUR, "jobs": (job,), "schemas": SCHEMAS}
    return Actual(**{**known, "machines": machines or (EMPTY_HOST,), **fields})


def of(job: Job = JOB, **fields: t.Any) -> Job:
    return dataclasses.replace(job, **fields)
