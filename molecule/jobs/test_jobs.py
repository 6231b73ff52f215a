"""Looking at the jobs changes none."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_no_job_failed(rehearsal: Rehearsal) -> None:
    schemas = rehearsal.sql("SELECT table_schema FROM information_schema.tables WHERE table_name = '~jobs'")
    assert len(schemas) > 0
    for (schema,) in schemas:
        rows = rehearsal.sql("SELECT key_hash FROM `" + schema + "`.`~jobs` WHERE status = 'error'")  # noqa: S608 (the server's own names)
        assert rows == ()
