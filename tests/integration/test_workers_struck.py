"""Workers at work while things go wrong and new versions are deployed: afterwards everything is there, once."""

from __future__ import annotations

import signal
import subprocess
import time
import typing as t

import pymysql
import pytest

from tests import stand_ins
from tests.integration import site
from tests.integration.pipeline import Pipeline

DENIED = (1044, 1142, 1227)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Pipeline]:
    found = Pipeline(tmp_path_factory.mktemp("pipeline"), "pipeline")
    try:
        found.environment.play("site.yml")
        yield found
    finally:
        site.remove(found.environment)


@pytest.mark.endurance
def test_the_demo_shows_all_sessions_once_and_then_changes_nothing(pipeline: Pipeline) -> None:
    pipeline.wait_until(pipeline.computed)
    pipeline.assert_once()
    shown = pipeline.environment.play("playbooks/demo.yml").output
    assert "6 recordings, 6 computed, 6 figures, 6 objects" in shown
    again = pipeline.environment.play("site.yml", "playbooks/demo.yml")
    assert again.changed == []


@pytest.mark.endurance
def test_the_workers_account_does_its_job_and_no_more(pipeline: Pipeline) -> None:
    table = "map_v2_lab.granted"
    worker = stand_ins.database(pipeline.environment, "worker", pipeline.environment.secret("database_worker"))
    statements = (
        f"CREATE TABLE {table} (id int)",
        f"ALTER TABLE {table} ADD COLUMN more int",
        f"CREATE VIEW {table}_view AS SELECT 1",
        f"DROP TABLE {table}",
        "CREATE DATABASE map_v2_of_the_worker",
        "DROP DATABASE map_v2_of_the_worker",
        "SELECT authentication_string FROM mysql.user LIMIT 1",
        "CREATE USER intruder",
        "DROP USER intruder",
    )
    with worker, worker.cursor() as cursor:
        for statement in statements:
            with pytest.raises(pymysql.MySQLError) as refused:
                cursor.execute(statement)
            assert refused.value.args[0] in DENIED, statement
            pipeline.sql(statement)
        cursor.execute("SELECT COUNT(*) FROM map_v2_report.__session_figure")
        assert cursor.fetchone() != (0,)
    pipeline.sql(f"DROP VIEW {table}_view")


@pytest.mark.endurance
@pytest.mark.parametrize("deploys", [4, 20])
def test_deploys_with_work_in_progress_leave_nothing_behind(pipeline: Pipeline, deploys: int) -> None:
    before = set(pipeline.objects())
    for number in range(deploys):
        pipeline.add(3)
        pipeline.wait_until(lambda: pipeline.jobs("reserved"))
        pipeline.environment.set(workers_log_level=("DEBUG", "INFO")[number % 2])
        run = pipeline.environment.play("playbooks/workers.yml")
        assert len(run.changed) == 1
        assert pipeline.stale() == []
        assert pipeline.jobs("error") == []
    pipeline.wait_until(pipeline.computed)
    pipeline.assert_once()
    assert {key: times for key, times in pipeline.objects().items() if key not in before and times != 1} == {}


@pytest.mark.endurance
def test_what_is_struck_is_computed_once_all_the_same(pipeline: Pipeline) -> None:
    pipeline.add(16)
    pipeline.wait_until(lambda: pipeline.jobs("reserved"))
    struck = pipeline.containers()[0]
    struck.exec_run(["python", "-c", "import os; os.kill(-1, 9)"])
    pipeline.wait_until(lambda: pipeline.jobs("reserved"))
    pipeline.containers("mysql")[0].restart()
    pipeline.wait_until(lambda: pipeline.jobs("reserved"))
    pipeline.containers("aws")[0].restart()
    interrupt_site(pipeline)
    pipeline.environment.play("site.yml")
    for _ in range(10):
        time.sleep(5)
        pipeline.doctor()
        if pipeline.computed():
            break
    pipeline.wait_until(pipeline.computed)
    assert pipeline.jobs("reserved") == []
    assert pipeline.jobs("error") == []
    pipeline.assert_once()


def interrupt_site(pipeline: Pipeline) -> None:
    """Ctrl-C while new workers take the place of the old ones."""
    ids = {container.id for container in pipeline.containers()}
    level = pipeline.environment.variables["workers_log_level"]
    pipeline.environment.set(workers_log_level="WARNING" if level != "WARNING" else "INFO")
    process = subprocess.Popen(
        pipeline.environment.command("site.yml"),
        env=pipeline.environment.process_environment(pipeline.environment.folder.parent / "interrupted.jsonl"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    pipeline.wait_until(lambda: ids - {container.id for container in pipeline.containers()})
    for _ in range(3):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(3)
    assert process.wait(120) != 0
