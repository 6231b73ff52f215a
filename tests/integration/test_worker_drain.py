"""images/worker: a worker that is told to end finishes its job, begins no other, and leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.emulator import docker
from tests.integration.worker_image import SCHEMA, Lab, Worker, until
from tests.integration.worker_lab import frail_lab, lab

__all__ = ["frail_lab", "lab"]

ALIVE = "SELECT COUNT(*) FROM map_v2_tiny.`~jobs` JOIN information_schema.processlist ON id = connection_id"
WORK = ("python", "scripts/work.py")


def at_work(lab: Lab, *command: str, **env: str) -> Worker:
    """A worker in the middle of a job."""
    worker = lab.start(*(command or WORK), **env)
    until(lambda: lab.jobs() or not worker.runs(), f"no job begins: {worker.logs()}")
    assert lab.jobs() == [("reserved", "")], worker.logs()
    return worker


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_running_job_is_finished_and_no_other_begins(lab: Lab, name: str) -> None:
    lab.declare(3)
    worker = at_work(lab)
    worker.signal(name)
    worker.says(f"{name}: ends when this has ended: {SCHEMA}.__figure")
    worker.signal(name)
    assert worker.runs()
    assert lab.jobs() == [("reserved", "")]
    worker.go()
    assert worker.wait() == 0, worker.logs()
    assert "round over" not in worker.logs()
    assert (len(lab.figures()), lab.jobs(), len(lab.objects())) == (1, [], 1)

    successor = lab.start(*WORK)
    successor.go()
    successor.says("round over")
    assert (lab.figures(), lab.jobs(), len(lab.objects())) == ([0, 1, 2], [], 3)


def test_without_the_launcher_it_would_be_an_error(lab: Lab) -> None:
    """What upstream's containers do, so that the test above shows something."""
    lab.declare(1)
    worker = at_work(lab, "env", *WORK)
    worker.signal("SIGTERM")
    worker.wait()
    assert lab.jobs() == [("error", "SystemExit: SIGTERM received")]


def test_at_rest_it_ends_at_once(lab: Lab) -> None:
    lab.declare(0)
    worker = lab.start(*WORK)
    worker.says("round over")
    docker("stop", "--time=30", worker.name)
    assert worker.wait() == 0
    assert "drained" in worker.logs()


def test_external_files_go_with_their_rows(lab: Lab) -> None:
    """DataJoint deletes a file's row, then the file: a stop between the two would leave the file for ever."""
    lab.declare(3)
    assert until_done(lab) == 3
    worker = lab.start("python", "scripts/clean.py")
    worker.says("a row is gone")
    worker.signal("SIGTERM")
    worker.says("ends when this has ended: deletion of external files")
    worker.go()
    assert worker.wait() == 0
    external = "SELECT filepath FROM map_v2_tiny.`~external_report_store`"
    assert [f"report/v2/{path}" for (path,) in lab.rows(external)] == lab.objects()
    assert len(lab.objects()) == 2


def until_done(lab: Lab) -> int:
    """Let a worker compute all there is; how many figures there are."""
    worker = lab.start("python", "scripts/work.py", "1")
    worker.go()
    assert worker.wait() == 0, worker.logs()
    return len(lab.objects())


def test_a_killed_worker_leaves_the_evidence_that_it_is_gone(lab: Lab) -> None:
    lab.declare(1)
    worker = at_work(lab)
    assert lab.rows(ALIVE) == [(1,)]
    worker.signal("SIGKILL")
    assert worker.wait() == 137
    until(lambda: lab.rows(ALIVE) == [(0,)], "the connection stays")
    assert lab.jobs() == [("reserved", "")]


def test_a_reservation_names_the_connection_that_lives(lab: Lab) -> None:
    """DataJoint itself would name its first connection for ever."""
    lab.declare(0)
    worker = lab.start("python", "scripts/work.py", "1000")
    worker.says("round over")
    with lab.server.connected() as run:
        run("INSERT INTO map_v2_tiny.recording VALUES (0)")
        for (identity,) in run("SELECT id FROM information_schema.processlist WHERE user = 'worker'"):
            run(f"KILL {identity}")
    until(lab.jobs, f"no job begins: {worker.logs()}")
    assert lab.rows(ALIVE) == [(1,)], worker.logs()


def test_when_the_database_stops_in_a_job_the_reservation_is_given_back(frail_lab: Lab) -> None:
    lab, server = frail_lab, frail_lab.server
    lab.declare(1)
    worker = at_work(lab)
    server.container.kill("SIGKILL")
    server.container.wait()
    worker.go()
    worker.says("is given back")
    server.container.start()
    server.wait_until_healthy()
    assert worker.wait() == 1  # the error is the script's; the container is started again
    assert (lab.figures(), lab.jobs()) == ([], [])
    until_done(lab)
    assert (lab.figures(), lab.jobs()) == ([0], [])


def test_a_restarted_database_is_found_again(frail_lab: Lab) -> None:
    lab = frail_lab
    lab.declare(1)
    worker = lab.start("python", "scripts/work.py", "1000")
    worker.go()
    worker.says("round over")
    lab.server.restart()
    lab.rows("INSERT INTO map_v2_tiny.recording VALUES (1)")
    until(lambda: lab.figures() == [0, 1] or not worker.runs(), worker.logs())
    assert (lab.figures(), lab.jobs(), worker.runs()) == ([0, 1], [], True), worker.logs()


def test_two_workers_share_the_jobs(lab: Lab) -> None:
    lab.declare(6)
    workers = [lab.start("python", "scripts/work.py", "1") for _ in range(2)]
    until(lambda: len(lab.jobs()) == 2, "two jobs don't begin")
    for worker in workers:
        worker.go()
    assert [worker.wait() for worker in workers] == [0, 0]
    assert (lab.figures(), lab.jobs(), len(lab.objects())) == (list(range(6)), [], 6)
