"""An environment whose workers compute the example pipeline, for tests that strike and re-deploy them."""

from __future__ import annotations

import json
import time
import typing as t
from collections import Counter
from pathlib import Path

import docker
import pymysql

from tests import stand_ins
from tests.environment import Environment
from tests.integration import site

WORKERS = "map_compute_workers"
LONG = 30000
"""Permutations of a recording whose jobs take some seconds."""
_JOBS = """SELECT table_schema FROM information_schema.tables WHERE table_name = '~jobs' AND table_schema LIKE 'map%'"""
_COLUMNS = "subject_id, session, seed, trials, units, brain_areas, permutations"


class Pipeline:
    """A whole environment with two workers that never sleep long; see inventories/local for the rest."""

    def __init__(self, folder: Path, name: str) -> None:
        self.environment: Environment = site.make(folder, "newest", name)
        self.environment.set(
            workers_count=2,
            workers_stop_grace_seconds=120,
            workers_custom={"automation.sleep_seconds": 1},
        )
        self._engine = docker.from_env()
        self._database: t.Any = None
        self._added = 0

    def sql(self, statement: str, *values: t.Any) -> list[tuple[t.Any, ...]]:
        """As the database's administrator, who waits for a server that is started anew."""
        for _ in range(60):
            try:
                self._database = self._database or stand_ins.database(self.environment)
                with self._database.cursor() as cursor:
                    cursor.execute(statement, values or None)
                    return list(cursor.fetchall())
            except (pymysql.OperationalError, pymysql.InterfaceError):
                self._database = None
                time.sleep(1)
        raise AssertionError("the database did not come back")

    def add(self, number: int, permutations: int = LONG) -> None:
        """More recordings, each of which is one session to compute."""
        for _ in range(number):
            self._added += 1
            row = (550000, self._added, self._added, 120, 30, "ALM", permutations)
            self.sql(f"INSERT INTO map_v2_ingest_behavior.`#recording` ({_COLUMNS}) VALUES {row}")  # noqa: S608

    def recordings(self) -> set[tuple[int, int]]:
        return set(self._pairs("map_v2_ingest_behavior.`#recording`"))

    def jobs(self, status: str) -> list[tuple[t.Any, ...]]:
        """(schema, table, connection, message) of all jobs with a status."""
        found: list[tuple[t.Any, ...]] = []
        for (schema,) in self.sql(_JOBS):
            columns = f"'{schema}', table_name, connection_id, error_message"
            found += self.sql(f"SELECT {columns} FROM `{schema}`.`~jobs` WHERE status = %s", status)  # noqa: S608
        return found

    def stale(self) -> list[tuple[t.Any, ...]]:
        """Reservations whose connection is gone."""
        reserved = self.jobs("reserved")
        alive = {row[0] for row in self.sql("SELECT id FROM information_schema.processlist")}
        return [job for job in reserved if job[2] not in alive]

    def objects(self) -> dict[str, int]:
        """Figure in the store -> how many times it was put there."""
        pages = self.store().get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix="report/v2/")
        return Counter(version["Key"] for page in pages for version in page.get("Versions", []))

    @property
    def bucket(self) -> str:
        """Of the figures."""
        return f"map-{self.environment.name}-{self.environment.variables['map_account_id']}-report"

    def store(self) -> t.Any:
        """A client of the buckets with the operator's rights."""
        return stand_ins.aws(self.environment, "s3")

    def computed(self) -> bool:
        """Whether every recording has its row and its figure, and no worker is still at it."""
        done = set(self._pairs("map_v2_report.__session_figure"))
        return done == self.recordings() and not self.jobs("reserved")

    def wait_until(self, condition: t.Callable[[], t.Any], seconds: float = 240) -> None:
        """Wait for the world; a limit and no measure."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, (self.jobs("reserved"), self.jobs("error"))
            time.sleep(0.5)

    def assert_once(self) -> None:
        """Exactly one row and one figure a recording, and one object for each figure."""
        wanted = sorted(self.recordings())
        assert sorted(self._pairs("map_v2_psth.__session_selectivity")) == wanted
        assert sorted(self._pairs("map_v2_report.__session_figure")) == wanted
        names = [f"/{subject}_{session}-" for subject, session in wanted]
        found = list(self.objects())
        assert len(found) == len(wanted)
        assert [name for name in names if sum(name in key for key in found) != 1] == []

    def containers(self, service: str = WORKERS) -> list[t.Any]:
        project = f"com.docker.compose.project=map-{self.environment.name}-"
        stacks = ("workers", "embedded")
        found = [self._engine.containers.list(filters={"label": project + stack}) for stack in stacks]
        wanted = f"map-{self.environment.name}-"
        return [one for some in found for one in some if one.name.startswith(wanted) and f"-{service}-" in one.name]

    def doctor(self) -> t.Any:
        return self.environment.play("playbooks/jobs.yml", "--extra-vars", json.dumps({"jobs_clear": True}))

    def _pairs(self, table: str) -> list[tuple[int, int]]:
        rows = self.sql(f"SELECT subject_id, session FROM {table}")  # noqa: S608
        return [(int(subject), int(session)) for subject, session in rows]
