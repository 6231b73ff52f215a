"""Killed, or cut off, at any statement, or while the code runs: the next run locks the account and converges."""

from __future__ import annotations

import os
import signal
import time
import typing as t

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.container_run import ContainerRun
from ansible_collections.mesoscale.map.plugins.module_utils.clients.db_server import DbServer
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.container_run import Ended
from tests.integration.mysql_server import MysqlServer
from tests.integration.pipeline_part import Pipeline, image, reached
from tests.integration.test_db_users_struck import killed_child

DUMP = "USE `map_v2_lab`;\n" + "\n".join(f"CREATE TABLE `t{number}` (a INT);" for number in range(3))
SLEEPY = """import time
from . import lab
time.sleep(600)
"""
WRITES = ("CREATE ", "ALTER ", "GRANT ")


@pytest.fixture
def pipeline(mysql: MysqlServer) -> Pipeline:
    made = Pipeline(mysql, "")
    made.options = {"schemas": ["map_v2_lab"], "networks": [], "dump": DUMP}
    return made


class Strike:
    """Counts the writing statements of the administrator; does `harm` before or after the nth.

    The code's container is played by a table that is made, so that this is about statements only.
    """

    def __init__(self, patch: pytest.MonkeyPatch, number: int, when: str, harm: t.Callable[[], None]) -> None:
        self.count = 0
        original = DbServer._execute

        def execute(client: DbServer, statement: str, values: t.Any) -> t.Any:
            self.count += statement.startswith(WRITES)
            struck = self.count == number and statement.startswith(WRITES)
            if struck and when == "before":
                harm()
            rows = original(client, statement, values)
            if struck and when == "after":
                harm()
            return rows

        patch.setattr(DbServer, "_execute", execute)
        patch.setattr(ContainerRun, "run", lambda _: None)
        patch.setattr(ContainerRun, "read", lambda _: Ended(0, "", '{"tables": ["map_v2_lab.t1"]}'))


def killed(pipeline: Pipeline, number: int, when: str) -> None:
    def strike() -> None:
        with pytest.MonkeyPatch.context() as patch:
            Strike(patch, number, when, lambda: os.kill(os.getpid(), signal.SIGKILL))
            pipeline.run()

    killed_child(strike)


def lost() -> None:
    raise pymysql.err.OperationalError(2013, "Lost connection")


def whole_run(pipeline: Pipeline) -> int:
    """A run that nothing disturbs; gives how many writing statements it made."""
    with pytest.MonkeyPatch.context() as patch:
        strike = Strike(patch, 0, "never", lost)
        pipeline.run()
        assert pipeline.run()["plan"] == []
    assert pipeline.locked()
    assert {name for _, name in pipeline.tables()} == {"t0", "t1", "t2"}
    return strike.count


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_statement(pipeline: Pipeline, when: str) -> None:
    statements = whole_run(pipeline)
    assert statements >= 7
    for number in range(1, statements + 1):
        pipeline.server.clear()
        killed(pipeline, number, when)
        whole_run(pipeline)


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_is_lost_at_any_statement(pipeline: Pipeline, when: str) -> None:
    statements = whole_run(pipeline)
    for number in range(1, statements + 1):
        pipeline.server.clear()
        with pytest.MonkeyPatch.context() as patch:
            Strike(patch, number, when, lost)
            with pytest.raises(MapError, match="the connection was lost"):
                pipeline.run()
        whole_run(pipeline)


def test_a_dump_of_which_a_part_was_loaded(pipeline: Pipeline) -> None:
    whole_run(pipeline)
    with pipeline.server.connected() as master:
        master("DROP TABLE map_v2_lab.t2")
        master("""ALTER USER bootstrap ACCOUNT UNLOCK ATTRIBUTE '{"map": {"loading": ["map_v2_lab"]}}'""")
    whole_run(pipeline)


def test_killed_while_the_code_runs(mysql: MysqlServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    sleepy = image(tmp_path_factory.mktemp("sleepy"), sleepy=SLEEPY)
    with reached(mysql):
        pipeline = Pipeline(mysql, sleepy)
        child = os.fork()
        if child == 0:
            try:
                pipeline.run()
            finally:
                os._exit(1)
        deadline = time.monotonic() + 60
        while ("map_v2_lab", "subject") not in pipeline.tables():
            assert time.monotonic() < deadline
            time.sleep(0.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert not pipeline.locked()
        wish: dict[str, t.Any] = {"modules": ["pipeline.lab", "pipeline.report"]}
        targets = [change["target"] for change in pipeline.run(check=True, **wish)["plan"]]
        assert targets[1:] == ["account bootstrap: lock", "tables of map_*: declare with commit 0123456789ab"]
        assert targets[0].startswith("container map-test-tables-")
        assert [change["target"] for change in pipeline.run(**wish)["plan"]] == targets
        assert pipeline.run(**wish)["plan"] == []
        assert (pipeline.locked(), pipeline.containers()) == (True, [])
