"""The playbook bootstrap in an environment of this machine: check, apply, check; and the worker's rights afterwards."""

from __future__ import annotations

import json
import typing as t

import pymysql
import pytest

from tests import stand_ins
from tests.environment import ROOT, Environment, differences
from tests.integration.site import make, remove

PLAYS = ("embedded", "docker", "people", "bootstrap")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Environment]:
    made = make(tmp_path_factory.mktemp("bootstrap"), "newest", "tables")
    yield made
    remove(made)


@pytest.fixture(scope="module")
def plays(environment: Environment) -> str:
    """One playbook of all that bootstrap needs, and bootstrap."""
    path = environment.folder.parent / "plays.yml"
    names = [str(ROOT / f"playbooks/{name}.yml") for name in PLAYS]
    path.write_text(json.dumps([{"import_playbook": name} for name in names]))
    return str(path)


def connected(environment: Environment, user: str, secret: str) -> t.Any:
    return stand_ins.database(environment, user, environment.secret(secret))


def test_the_law_from_nothing(environment: Environment, plays: str) -> None:
    checked = environment.play(plays, "--check")
    applied = environment.play(plays)
    assert differences(checked.plan, applied.plan) == []
    assert any(target.startswith("tables of map_") for _, target, _ in applied.plan)
    for arguments in (("--check",), ()):
        again = environment.play(plays, *arguments)
        assert (again.plan, again.changed) == ([], [])
    assert environment.play("playbooks/bootstrap.yml", "--check").plan == []


def test_the_worker_fills_tables_and_makes_none(environment: Environment) -> None:
    with connected(environment, "worker", "database_worker") as connection, connection.cursor() as worker:
        worker.execute("INSERT INTO map_v2_lab.`~log` (version, user, event) VALUES ('0.14', 'worker', 'test')")
        worker.execute("DELETE FROM map_v2_lab.`~log` WHERE event = 'test'")
        for statement in ("CREATE TABLE map_v2_lab.mine (a INT)", "DROP TABLE map_v2_lab.`~log`"):
            with pytest.raises(pymysql.err.OperationalError, match="1142"):
                worker.execute(statement)
