"""The job doctor against real MySQL and a real engine: each refusal beside the same job cleared for good evidence."""

from __future__ import annotations

import contextlib
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.mysql import Login
from ansible_collections.mesoscale.map.plugins.module_utils.clients.pipeline_jobs import PipelineJobs
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.database import password
from tests.integration.jobs import SCHEMAS, connection, container, declare, doctor, engine, hostname, left, reserve
from tests.integration.jobs import verdicts as of
from tests.integration.mysql_server import MysqlServer
from tests.integration.test_db_users_queries import recorded

GONE = "0123456789ab"
UNASKED: dict[str, t.Any] = {}
FIRST = [(SCHEMAS[0], 1)]


@pytest.fixture
def pipeline(team: MysqlServer) -> MysqlServer:
    """The team's server with job tables."""
    declare(team)
    return team


def cleared(server: MysqlServer, **options: t.Any) -> list[tuple[str, int]]:
    """What is left after everything safe was cleared."""
    doctor(server, clear=True, **options)
    return left(server)


def next_second() -> None:
    """Rows have whole seconds, so what happens in the same one is not told apart."""
    time.sleep(1.1)


def test_nothing_is_cleared_unless_asked(pipeline: MysqlServer) -> None:
    with connection(pipeline) as worker:
        reserve(worker, GONE)
    next_second()
    for found in (doctor(pipeline), doctor(pipeline, clear=True, check=True)):
        assert of(found) == ["dead"]
        assert left(pipeline) == FIRST
    found = doctor(pipeline)
    assert (found["changed"], found["plan"]) == (False, [])
    assert "1 job can be cleared safely: map_v2_ephys.__unit_stat (1)" in found["notes"][0]
    assert found["jobs"][0]["key"] == "unit=3"
    assert "unit=3" in found["report"]


def test_check_apply_check_over_all_schemas(pipeline: MysqlServer) -> None:
    with connection(pipeline) as worker:
        for schema in SCHEMAS[:-1]:
            reserve(worker, GONE, schema)
    next_second()
    checked = doctor(pipeline, clear=True, check=True)
    applied = doctor(pipeline, clear=True)
    assert checked["plan"] == applied["plan"]
    assert sorted(change["target"] for change in applied["plan"]) == sorted(
        f"job {schema}.__unit_stat key 00000000" for schema in SCHEMAS[:-1]
    )
    assert [row["cleared"] for row in checked["jobs"] + applied["jobs"]] == 4 * [False] + 4 * [True]
    assert left(pipeline) == []
    again = doctor(pipeline, clear=True)
    assert (again["plan"], again["jobs"], sorted(again["by_schema"])) == ([], [], sorted(SCHEMAS[:-1]))


def test_a_live_connection_is_never_cleared(pipeline: MysqlServer) -> None:
    """Nor another account's: whoever lacks PROCESS would see neither."""
    for account in ("worker", "bob"):
        with connection(pipeline, account) as live:
            reserve(live, GONE)
            next_second()
            assert of(doctor(pipeline)) == ["running"]
            assert of(doctor(pipeline, stuck_hours=0)) == ["stuck"]
            assert cleared(pipeline, stuck_hours=0, stale_hours=0, clear_errors=["map_v2_ephys.unit_stat"]) == FIRST
        assert of(doctor(pipeline, stale_hours=0)) == ["dead"]
        assert cleared(pipeline, stale_hours=0) == []


def test_the_container_decides(pipeline: MysqlServer) -> None:
    """Its connection was killed: the process may have reconnected, as long as its container has not ended."""
    for end in ("kill", "restart", "remove"):
        with container() as worker_container:
            with connection(pipeline) as worker:
                reserve(worker, hostname(worker_container))
            next_second()
            assert of(doctor(pipeline)) == ["unsure"]
            assert cleared(pipeline) == FIRST
            {"kill": kill, "restart": restart, "remove": remove}[end](worker_container)
            next_second()
            assert of(doctor(pipeline)) == ["dead"]
            assert cleared(pipeline) == []


def kill(worker: t.Any) -> None:
    worker.kill()
    worker.wait()


def restart(worker: t.Any) -> None:
    worker.restart(timeout=0)


def remove(worker: t.Any) -> None:
    worker.remove(force=True)


def test_a_process_that_took_up_another_job_left_the_first(pipeline: MysqlServer) -> None:
    with container() as worker_container, connection(pipeline) as again:
        with connection(pipeline) as worker:
            reserve(worker, hostname(worker_container))
        next_second()
        reserve(again, hostname(worker_container), number=2, pid=8)
        assert cleared(pipeline) == [(SCHEMAS[0], 1), (SCHEMAS[0], 2)]
        reserve(again, hostname(worker_container), "map_v2_tracking", number=3)
        assert cleared(pipeline) == [(SCHEMAS[0], 2), ("map_v2_tracking", 3)]


def test_a_machine_that_could_not_be_asked(pipeline: MysqlServer) -> None:
    with connection(pipeline) as worker:
        reserve(worker, GONE, hours=48)
    here = engine()
    for machines in ({"host1": here, "host2": UNASKED}, {"host1": UNASKED}, {}):
        found = doctor(pipeline, machines=machines, clear=True)
        assert (of(found), left(pipeline)) == (["unsure"], FIRST)
        assert not machines or "couldn't be asked on host" in found["notes"][0]
    assert cleared(pipeline, machines={"host1": here, "host2": here}) == []


def test_jobs_from_elsewhere_wait_for_their_age_and_their_owner(pipeline: MysqlServer) -> None:
    with connection(pipeline, "bob") as bob:
        reserve(bob, "bobs-laptop", hours=23)
    assert of(doctor(pipeline, clear=True)) == ["unsure"]
    with pipeline.connected() as master:
        master("UPDATE map_v2_ephys.`~jobs` SET timestamp = NOW() - INTERVAL 25 HOUR")
    with connection(pipeline, "bob"):
        found = doctor(pipeline, clear=True)
        assert (of(found), left(pipeline)) == (["unsure"], FIRST)
        assert "'bob' is connected." in found["jobs"][0]["advice"]
    assert cleared(pipeline) == []


def test_a_server_that_restarted_gives_the_same_connection_ids_again(pipeline: MysqlServer) -> None:
    pipeline.restart()  # ids begin anew, so few connections are needed to come to the same one
    with container() as live, contextlib.ExitStack() as opened:
        with pipeline.connected("worker", password("worker")) as worker:
            ((number,),) = worker("SELECT CONNECTION_ID()")
            reserve(worker, GONE)
            reserve(worker, hostname(live), number=2)
            time.sleep(4)  # times of the server's start are whole seconds
            assert of(doctor(pipeline)) == ["running", "running"]
            pipeline.restart()
        again = 0
        while again < number:
            another = opened.enter_context(pipeline.connected("worker", password("worker")))
            ((again,),) = another("SELECT CONNECTION_ID()")
        assert again == number
        found = doctor(pipeline, clear=True)
        assert of(found) == ["dead", "unsure"]
        assert found["jobs"][0]["evidence"][0] == f"connection {number} ended when the database restarted"
        assert left(pipeline) == [(SCHEMAS[0], 2)]
        live.restart(timeout=0)
        assert cleared(pipeline) == []


def test_errors(pipeline: MysqlServer) -> None:
    messages = ["SystemExit: SIGTERM received", "ValueError: no", "ValueError: no", "ValueError: no"]
    with connection(pipeline) as worker:
        for number, message in enumerate(messages, 1):
            reserve(worker, GONE, number=number, table=f"__t{number}", status="error", message=message)
        reserve(worker, GONE, number=9, status="ignore", hours=99)
    found = doctor(pipeline)
    assert of(found) == ["passing", "review", "review", "review", "ignored"]
    assert [number for _, number in cleared(pipeline)] == [2, 3, 4, 9]
    names = ["map_v2_ephys.t2", f"{3:032x}", "map_v2_tracking.t4"]
    assert [number for _, number in cleared(pipeline, clear_errors=names)] == [4, 9]
    assert "No failed job is meant by" in doctor(pipeline, clear=True, clear_errors=names)["notes"][-1]


@pytest.mark.parametrize("account", ["bob", "webgui"])
def test_an_account_that_cannot_see_others_is_refused(pipeline: MysqlServer, account: str) -> None:
    with connection(pipeline) as worker:
        reserve(worker, GONE)
        with pytest.raises(MapError, match=f"'{account}' .* sees only its own connections.* right PROCESS"):
            doctor(pipeline, account, clear=True)
    assert left(pipeline) == FIRST
    next_second()
    assert cleared(pipeline) == []


def test_job_tables_of_datajoint_2_are_refused(pipeline: MysqlServer) -> None:
    with connection(pipeline) as worker:
        reserve(worker, GONE)
    with pipeline.connected() as master:
        master("CREATE TABLE map_v2_tracking.`~~qc` (id INT PRIMARY KEY, status VARCHAR(8))")
    with pytest.raises(MapError, match=r"map_v2_tracking\.~~qc is one table's own, so DataJoint 2"):
        doctor(pipeline, clear=True)
    with pipeline.connected() as master:
        master("DROP TABLE map_v2_tracking.`~~qc`")
        master("ALTER TABLE map_v2_tracking.`~jobs` DROP COLUMN connection_id")
    with pytest.raises(MapError, match=r"map_v2_tracking\.~jobs lacks connection_id"):
        doctor(pipeline, clear=True)
    assert left(pipeline) == FIRST


def test_a_job_that_was_reserved_anew_meanwhile_stays(pipeline: MysqlServer) -> None:
    with connection(pipeline) as worker:
        reserve(worker, GONE)
        reserve(worker, GONE, number=2)
    client = PipelineJobs(Login(**pipeline.login(user="worker", password=password("worker"))), tuple(SCHEMAS))
    try:
        jobs = client.read().jobs
        with connection(pipeline) as other:
            other("DELETE FROM map_v2_ephys.`~jobs` WHERE key_hash = %s", f"{1:032x}")
            reserve(other, GONE)
            reserve(other, GONE, number=3)
            for job in jobs:
                client.clear(**job.identity)
            assert client.read().jobs == ()  # what came since is another run's
        assert left(pipeline) == [(SCHEMAS[0], 1), (SCHEMAS[0], 3)]
    finally:
        client.close()


def test_500_jobs_take_as_many_queries_as_one(pipeline: MysqlServer) -> None:
    counts = []
    for number in (1, 500):
        with connection(pipeline) as worker:
            for one in range(number):
                reserve(worker, GONE, SCHEMAS[one % 4], number=one)
        next_second()
        with recorded(pipeline) as log:
            assert of(doctor(pipeline)) == number * ["dead"]
        statements = [text for _, command, text in log if command == "Query"]
        assert {text.split()[0] for text in statements} == {"SET", "SELECT", "SHOW"}
        counts.append(len(statements))
        assert cleared(pipeline) == []
    assert counts == [6, 6]


def test_a_server_that_is_only_planned_has_no_jobs(pipeline: MysqlServer) -> None:
    nowhere = {**pipeline.login(), "port": 1}
    assert doctor(pipeline, login=nowhere, check=True, assume_empty=True, clear=True)["plan"] == []
    with pytest.raises(MapError, match="can't be reached"):
        doctor(pipeline, login=nowhere, assume_empty=True)


def test_which_containers_a_machine_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One on the machine's network has the machine's name, and would pass for the machine's own processes."""
    with container() as own, container(network_mode="host") as shared:
        found = {one["name"]: one for one in engine()["containers"]}
        assert own.name in found
        assert shared.name not in found
        assert (found[own.name]["hostname"], found[own.name]["running"]) == (own.id[:12], True)
        assert abs(found[own.name]["started"] - time.time()) < 60
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nosuch.sock")
    assert engine() == {"asked_at": None, "containers": [], "reason": "no container engine answers"}
