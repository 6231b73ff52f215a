"""pipeline_tables by a real ansible-playbook, in the controller's process and as a module; no secret is shown."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import bootstrap_account
from tests.integration.mysql_server import MysqlServer
from tests.integration.pipeline_part import TABLES, Pipeline, image, reached
from tests.integration.runners import AS_MODULE
from tests.integration.test_db_users_queries import recorded
from tests.integration.test_db_users_runners import playbook

CODE = """import datajoint as dj
print("the password is", dj.config["database.password"])
raise RuntimeError("it failed with " + dj.config["database.password"])
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> str:
    return image(tmp_path_factory.mktemp("runners"), tells=CODE)


@pytest.fixture
def pipeline(mysql: MysqlServer, worker: str) -> t.Iterator[Pipeline]:
    with reached(mysql):
        made = Pipeline(mysql, worker)
        made.options = {"modules": ["pipeline.lab", "pipeline.report"]}
        yield made


@AS_MODULE
def test_check_apply_check(pipeline: Pipeline, tmp_path: Path, in_process: bool) -> None:
    checked = playbook(tmp_path, in_process, pipeline.wish(), "--check", module="pipeline_tables")
    assert pipeline.tables() == set()
    applied = playbook(tmp_path, in_process, pipeline.wish(), module="pipeline_tables")
    assert checked["plan"] == applied["plan"]
    assert (checked["changed"], applied["changed"], pipeline.tables()) == (True, True, TABLES)
    assert playbook(tmp_path, in_process, pipeline.wish(), module="pipeline_tables")["plan"] == []


@AS_MODULE
def test_code_that_tells_the_password_tells_it_to_nobody(pipeline: Pipeline, tmp_path: Path, in_process: bool) -> None:
    wish = pipeline.wish(modules=["pipeline.tells"])
    result = playbook(tmp_path, in_process, wish, module="pipeline_tables")
    assert "the password is ********" in result["msg"]
    assert "RuntimeError: it failed with ******** (/pipeline/pipeline/tells.py, line 3)." in result["msg"]
    assert "-aA1" not in json.dumps(result)
    assert pipeline.locked()


def test_the_server_logs_no_password_and_few_queries(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords: list[str] = []

    def token(size: int) -> str:
        passwords.append(f"canary-{len(passwords)}-{size}")
        return passwords[-1]

    monkeypatch.setattr(bootstrap_account.secrets, "token_urlsafe", token)
    with recorded(pipeline.server) as log:
        pipeline.run()
    assert len(passwords) == 3  # made, unlocked, locked
    assert "canary" not in str(log)
    with recorded(pipeline.server) as log:
        assert pipeline.run()["plan"] == []
    assert len({connection for connection, *_ in log}) == 1
    assert len([text for _, command, text in log if command == "Query" and "SELECT" in text.upper()]) <= 8
