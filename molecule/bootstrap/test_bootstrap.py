"""The pipeline's tables are there, and the account that made them is locked."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_tables_are_there(rehearsal: Rehearsal) -> None:
    found = rehearsal.sql("SELECT count(*) FROM information_schema.tables WHERE table_schema LIKE 'map\\\\_v2\\\\_%%'")
    assert found[0][0] > 10


def test_its_account_is_locked(rehearsal: Rehearsal) -> None:
    assert rehearsal.sql("SELECT account_locked FROM mysql.user WHERE user = 'bootstrap'") == (("Y",),)
