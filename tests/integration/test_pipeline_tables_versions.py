"""The same program declares tables with the oldest Python and DataJoint that the settings take, and for the example."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.integration.mysql_server import MysqlServer
from tests.integration.pipeline_part import TABLES, Pipeline, image, reached


@pytest.fixture
def network(mysql: MysqlServer) -> t.Iterator[MysqlServer]:
    with reached(mysql):
        yield mysql


def test_datajoint_0_13_on_python_3_9(network: MysqlServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    old = image(tmp_path_factory.mktemp("old"), requirements="datajoint-0.13.8", suite="bullseye")
    pipeline = Pipeline(network, old)
    pipeline.run()
    assert pipeline.tables() == TABLES
    assert pipeline.run()["plan"] == []


def test_every_table_of_the_example(network: MysqlServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = ROOT / "examples/pipeline/pipeline"
    names: list[Path] = sorted(folder.rglob("*.py"))
    code = {str(path.relative_to(folder))[: -len(".py")]: path.read_text() for path in names}
    pipeline = Pipeline(network, image(tmp_path_factory.mktemp("example"), **code))
    parts = ("lab", "experiment", "ephys", "psth", "report", "ingest_behavior", "ingest_ephys")
    pipeline.options = {"schemas": [f"map_v2_{part}" for part in parts]}
    pipeline.run()
    assert pipeline.run()["plan"] == []
    used = {schema for schema, _ in pipeline.tables()}
    assert {f"map_v2_{part}" for part in ("lab", "experiment", "ephys", "psth", "report")} <= used
    assert ("map_v2_report", "~external_report_store") in pipeline.tables()
