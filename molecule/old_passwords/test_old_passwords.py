"""No account has a second password."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_nobody_has_an_old_password(rehearsal: Rehearsal) -> None:
    found = rehearsal.sql("SELECT user FROM mysql.user WHERE user_attributes LIKE '%%additional_password%%'")
    assert found == ()
