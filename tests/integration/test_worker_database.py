"""images/worker: what becomes of jobs when the worker or its database goes away in the middle of one."""

from __future__ import annotations

import pytest

from tests.integration.worker_image import Lab, at_work, compute_all, until
from tests.integration.worker_lab import frail_lab, lab, store

__all__ = ["frail_lab", "lab", "store"]

ALIVE = "SELECT COUNT(*) FROM map_v2_tiny.`~jobs` JOIN information_schema.processlist ON id = connection_id"


def cut(lab: Lab) -> None:
    """End the workers' connections, as a network or an administrator does."""
    with lab.server.connected() as run:
        for (identity,) in run("SELECT id FROM information_schema.processlist WHERE user = 'worker'"):
            run(f"KILL {identity}")


@pytest.mark.endurance
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
    cut(lab)
    lab.rows("INSERT INTO map_v2_tiny.recording VALUES (0)")
    until(lab.jobs, f"no job begins: {worker.logs()}")
    assert lab.rows(ALIVE) == [(1,)], worker.logs()


def test_a_job_whose_connection_broke_is_an_error_as_ever(lab: Lab) -> None:
    """For it may have been the job that broke it, by what it sent, and would do so again and again."""
    lab.declare(1)
    worker = at_work(lab)
    cut(lab)
    worker.go()
    worker.says("round over")
    ((status, message),) = lab.jobs()
    assert (status, message.split(":")[0]) == ("error", "LostConnectionError"), worker.logs()


def test_a_database_that_is_started_anew_costs_a_job_nothing_but_time(frail_lab: Lab) -> None:
    lab, server = frail_lab, frail_lab.server
    lab.declare(2)
    worker = at_work(lab, "python", "scripts/work.py", "1000")
    server.container.kill("SIGKILL")
    server.container.wait()
    worker.go()
    until(lambda: "econnecting" in worker.logs(), f"it doesn't try: {worker.logs()}")
    server.container.start()
    server.wait_until_healthy()
    worker.says("the job is given back and will run again")
    until(lambda: lab.figures() == [0, 1] or not worker.runs(), worker.logs())
    until(lambda: lab.jobs() == [] or not worker.runs(), worker.logs())
    assert (lab.figures(), lab.jobs(), len(lab.objects()), worker.runs()) == ([0, 1], [], 2, True), worker.logs()


@pytest.mark.endurance
def test_a_database_that_is_started_anew_in_an_orderly_way_is_waited_for(frail_lab: Lab) -> None:
    lab = frail_lab
    lab.declare(1)
    worker = lab.start("python", "scripts/work.py", "1000")
    worker.go()
    worker.says("round over")
    lab.server.restart()
    lab.rows("INSERT INTO map_v2_tiny.recording VALUES (1)")
    until(lambda: lab.figures() == [0, 1] or not worker.runs(), worker.logs())
    until(lambda: lab.jobs() == [] or not worker.runs(), worker.logs())
    assert (lab.figures(), worker.runs()) == ([0, 1], True), worker.logs()


def test_a_reservation_that_datajoint_forgets_is_given_back(lab: Lab) -> None:
    lab.declare(1)
    worker = lab.start("python", "scripts/broken.py")
    assert worker.wait() == 1
    assert "is given back, for the job broke off without a word" in worker.logs()
    assert (lab.figures(), lab.jobs()) == ([], [])
    compute_all(lab)
    assert (lab.figures(), lab.jobs()) == ([0], [])
