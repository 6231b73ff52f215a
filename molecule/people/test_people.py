"""Accounts, rights and schemas are in the database, and people log in."""

from __future__ import annotations

import pymysql
import pytest

from tests.rehearsal import Rehearsal


def test_everybody_has_an_account_that_needs_tls(rehearsal: Rehearsal) -> None:
    found = dict(rehearsal.sql("SELECT user, ssl_type FROM mysql.user WHERE host = '%%' AND user <> 'mapmaster'"))
    assert {"alice", "bob", "erin", "worker", "webgui"} <= set(found)
    assert set(found.values()) == {"ANY"}


def test_a_person_owns_schemas_and_reads_the_pipelines(rehearsal: Rehearsal) -> None:
    alice = {"user": "alice", "kept_as": "person_alice"}
    rehearsal.sql("CREATE SCHEMA IF NOT EXISTS alice_molecule", **alice)
    assert ("map_v2_lab",) in rehearsal.sql("SHOW SCHEMAS", **alice)
    rehearsal.sql("DROP SCHEMA alice_molecule", **alice)
    with pytest.raises(pymysql.err.OperationalError, match="denied"):
        rehearsal.sql("CREATE SCHEMA map_v2_molecule", **alice)


def test_roles_differ(rehearsal: Rehearsal) -> None:
    """An ingester writes into the pipeline, an analyst doesn't. The server looks at rights before the table."""
    insert = "INSERT INTO map_v2_lab.molecule_has_no_such_table VALUES (1)"
    with pytest.raises(pymysql.err.OperationalError, match="1142"):
        rehearsal.sql(insert, user="alice", kept_as="person_alice")
    with pytest.raises(pymysql.err.ProgrammingError, match="1146"):
        rehearsal.sql(insert, user="bob", kept_as="person_bob")
