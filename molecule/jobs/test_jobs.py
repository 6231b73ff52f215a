"""Looking at the jobs tells of each, and changes none."""

from __future__ import annotations

from tests.rehearsal import Rehearsal

SEE = "SELECT status, error_message FROM map_v2_report.`~jobs` WHERE table_name = '__molecule'"
FORGET = "DELETE FROM map_v2_report.`~jobs` WHERE table_name = '__molecule'"


def test_a_failed_job_is_told_and_left(rehearsal: Rehearsal) -> None:
    try:
        said = rehearsal.play("playbooks/jobs.yml").output
        assert "broken by molecule" in said
        assert rehearsal.sql(SEE) == (("error", "broken by molecule"),)
    finally:
        rehearsal.sql(FORGET)
