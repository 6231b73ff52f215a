"""Looking at the jobs tells of each, and changes none."""

from __future__ import annotations

from tests.rehearsal import Rehearsal

SEE = "SELECT status, error_message FROM map_v2_report.`~jobs` WHERE table_name = '__molecule'"
FORGET = "DELETE FROM map_v2_report.`~jobs` WHERE table_name = '__molecule'"


def test_no_other_job_failed(rehearsal: Rehearsal) -> None:
    schemas = rehearsal.sql("SELECT table_schema FROM information_schema.tables WHERE table_name = '~jobs'")
    assert len(schemas) > 0
    for (schema,) in schemas:
        failed = "SELECT key_hash FROM `" + schema + "`.`~jobs` WHERE status = 'error'"  # noqa: S608 (the server's own names)
        assert rehearsal.sql(failed + " AND table_name <> '__molecule'") == ()


def test_a_failed_job_is_told_and_left(rehearsal: Rehearsal) -> None:
    try:
        said = rehearsal.play("playbooks/jobs.yml").output
        assert "broken by molecule" in said
        assert rehearsal.sql(SEE) == (("error", "broken by molecule"),)
    finally:
        rehearsal.sql(FORGET)
