"""pipeline_tables with real code on a real server: the law, the account, and what may go wrong."""

from __future__ import annotations

import typing as t

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration import database
from tests.integration.database import password
from tests.integration.mysql_server import MysqlServer
from tests.integration.pipeline_part import COMMIT, SCHEMAS, TABLES, Pipeline, image, reached


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> str:
    return image(tmp_path_factory.mktemp("worker"))


@pytest.fixture
def pipeline(mysql: MysqlServer, worker: str) -> t.Iterator[Pipeline]:
    with reached(mysql):
        made = Pipeline(mysql, worker)
        yield made
        assert made.containers() == []


def test_the_law_from_an_empty_server(pipeline: Pipeline) -> None:
    checked = pipeline.run(check=True)
    assert pipeline.tables() == set()
    applied = pipeline.run()
    assert applied["plan"] == checked["plan"]
    assert [change["target"] for change in applied["plan"]] == [
        "account bootstrap",
        r"account bootstrap: rights on map\_%.*",
        "tables of map_*: declare with commit 0123456789ab",
    ]
    for check in (True, False):
        assert pipeline.run(check=check)["plan"] == []
    assert pipeline.locked()
    assert pipeline.tables() == TABLES
    with pipeline.server.connected() as master:
        assert master("SELECT area FROM map_v2_lab.`#area` ORDER BY area") == [("ALM",), ("vS1",)]
    assert (applied["commit"], applied["tables"]) == (COMMIT, {"map_v2_lab": 4, "map_v2_ccf": 0, "map_v2_report": 6})


def test_tables_that_are_gone_and_another_commit(pipeline: Pipeline) -> None:
    pipeline.run()
    before = pipeline.tables()
    with pipeline.server.connected() as master:
        master("DROP TABLE map_v2_lab.`~jobs`")
        master("CREATE TABLE map_v2_lab.own (a INT)")
        master("ALTER TABLE map_v2_lab.subject ADD COLUMN note INT")
    (change,) = pipeline.run(check=True)["plan"]
    assert change["before"] == {"commit": COMMIT, "missing": ["map_v2_lab.~jobs"]}
    assert pipeline.run()["plan"] == [change]
    assert pipeline.tables() == before | {("map_v2_lab", "own")}
    (change,) = pipeline.run(commit="f" * 40)["plan"]
    assert change["after"] == {"commit": "f" * 40, "missing": []}
    assert pipeline.run(commit="f" * 40)["plan"] == []
    with pipeline.server.connected() as master:
        assert master("SELECT note FROM map_v2_lab.subject") == []


def test_only_the_account_makes_tables_and_only_while_it_is_unlocked(pipeline: Pipeline) -> None:
    pipeline.run()
    database.run(database.wish(pipeline.server, schemas=SCHEMAS))
    create = "CREATE TABLE map_v2_lab.mine (a INT)"
    assert not database.allowed(pipeline.server, "worker", create)
    assert not database.allowed(pipeline.server, "worker", "CREATE DATABASE map_v2_more")
    with pipeline.server.connected() as master:
        master("ALTER USER bootstrap IDENTIFIED BY 'known'")
        with pytest.raises(pymysql.err.OperationalError, match="3118"), pipeline.server.connected("bootstrap", "known"):
            pass
        master("ALTER USER bootstrap ACCOUNT UNLOCK")
        with pipeline.server.connected("bootstrap", "known") as bootstrap:
            bootstrap(create)
            for statement in ("DROP TABLE map_v2_lab.mine", "ALTER TABLE map_v2_lab.mine ADD b INT"):
                with pytest.raises(pymysql.err.OperationalError, match="1142"):
                    bootstrap(statement)
            for statement in ("CREATE TABLE mysql.mine (a INT)", "CREATE DATABASE alice_x"):
                with pytest.raises(pymysql.err.OperationalError, match=r"1142|1044"):
                    bootstrap(statement)
        with pytest.raises(pymysql.err.OperationalError), pipeline.server.connected("bootstrap", "known", tls=False):
            pass
    assert not pipeline.locked()
    assert [change["target"] for change in pipeline.run(check=True)["plan"]] == ["account bootstrap: lock"]
    pipeline.run()
    assert pipeline.locked()


def test_people_do_not_touch_it_and_workers_can_work_with_what_it_made(pipeline: Pipeline) -> None:
    pipeline.run()
    wish = database.wish(pipeline.server, schemas=SCHEMAS)
    assert not [change for change in database.run(wish)["plan"] if "bootstrap" in change["target"]]
    again = database.run(wish)
    assert (again["plan"], again["unlisted"]) == ([], [])
    assert pipeline.run()["plan"] == []
    with pipeline.server.connected("worker", password("worker")) as worker:
        worker("INSERT INTO map_v2_lab.`~log` (version, user) VALUES ('0.14', 'worker@%%')")
        assert worker("SELECT COUNT(*) FROM map_v2_lab.`~jobs`") == [(0,)]


FAILURES: list[tuple[dict[str, t.Any], str]] = [
    ({"modules": ["pipeline.lab", "pipeline.nowhere"]}, r"can't be imported: pipeline\.nowhere\. ModuleNotFoundError"),
    ({"package": "nowhere"}, "No module named 'nowhere'"),
    ({"schemas": ["map_v2_report"], "modules": ["pipeline.lab"]}, "map_v2_lab` has not yet been declared"),
    ({"database": {"address": "nowhere.map.test"}}, "Nothing more was declared"),
    ({"configuration": {"stores": {}}}, "Storage report_store is requested but not configured"),
    ({"image": "map/no-such-image:1"}, "No such image"),
    ({"timeout_seconds": 0}, "didn't end within 0 s"),
]


@pytest.mark.parametrize(("options", "said"), FAILURES, ids=[said for _, said in FAILURES])
def test_a_failure_is_told_and_the_account_is_locked(pipeline: Pipeline, options: dict[str, t.Any], said: str) -> None:
    with pytest.raises(MapError, match=said):
        pipeline.run(**options)
    assert pipeline.locked()
    left = [change["target"] for change in pipeline.run(check=True)["plan"]]
    assert left == ["tables of map_*: declare with commit 0123456789ab"]


def test_a_server_that_is_only_planned_is_taken_as_empty(pipeline: Pipeline) -> None:
    nowhere = {"login": pipeline.server.login(port=1), "image": "(known after apply)", "assume_empty": True}
    planned = pipeline.run(check=True, engine_planned=True, **nowhere)
    assert planned["plan"] == pipeline.run()["plan"]
