"""AWS, its database and GitHub are stood in for, each with a certificate of the environment."""

from __future__ import annotations

from tests import stand_ins
from tests.here import reach
from tests.rehearsal import Rehearsal


def test_aws_answers_and_knows_the_account(rehearsal: Rehearsal) -> None:
    assert rehearsal.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_the_database_is_a_real_mysql(rehearsal: Rehearsal) -> None:
    (row,) = rehearsal.sql("SHOW STATUS LIKE 'Ssl_version'")
    assert row[1].startswith("TLSv1.")


def test_github_answers(rehearsal: Rehearsal) -> None:
    answer = (
        reach(stand_ins.ca_file(rehearsal))
        .session()
        .get(
            f"https://github.rehearsal.localhost:{rehearsal.variables['embedded_github_port']}/api/v3/user", timeout=30
        )
    )
    assert answer.status_code == 401
