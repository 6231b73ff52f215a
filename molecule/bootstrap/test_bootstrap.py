"""The pipeline's tables are there, the account that made them is locked, and programs make none."""

from __future__ import annotations

import pymysql
import pytest

from tests.rehearsal import Rehearsal

WORKER = {"user": "worker", "kept_as": "database_worker"}


def test_tables_are_there(rehearsal: Rehearsal) -> None:
    found = rehearsal.sql("SELECT count(*) FROM information_schema.tables WHERE table_schema LIKE 'map\\\\_v2\\\\_%%'")
    assert found[0][0] > 10


def test_its_account_is_locked(rehearsal: Rehearsal) -> None:
    assert rehearsal.sql("SELECT account_locked FROM mysql.user WHERE user = 'bootstrap'") == (("Y",),)


def test_the_worker_fills_tables_and_makes_none(rehearsal: Rehearsal) -> None:
    rehearsal.sql("INSERT INTO map_v2_lab.`~log` (version, user, event) VALUES ('0.14', 'worker', 'test')", **WORKER)
    rehearsal.sql("DELETE FROM map_v2_lab.`~log` WHERE event = 'test'", **WORKER)
    for statement in ("CREATE TABLE map_v2_lab.mine (a INT)", "DROP TABLE map_v2_lab.`~log`"):
        with pytest.raises(pymysql.err.OperationalError, match="1142"):
            rehearsal.sql(statement, **WORKER)
