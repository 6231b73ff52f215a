"""images/worker: a worker that is told to end finishes its job, begins no other, and leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.emulator import docker
from tests.integration.worker_image import SCHEMA, WORK, Lab, at_work, compute_all, until
from tests.integration.worker_lab import lab, store

__all__ = ["lab", "store"]


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
    assert compute_all(lab) == 3
    worker = lab.start("python", "scripts/clean.py")
    worker.says("a row is gone")
    worker.signal("SIGTERM")
    worker.says("ends when this has ended: deletion of external files")
    worker.go()
    assert worker.wait() == 0
    external = "SELECT filepath FROM map_v2_tiny.`~external_report_store`"
    assert [f"report/v2/{path}" for (path,) in lab.rows(external)] == lab.objects()
    assert len(lab.objects()) == 2


def test_two_workers_share_the_jobs(lab: Lab) -> None:
    lab.declare(6)
    workers = [lab.start("python", "scripts/work.py", "1") for _ in range(2)]
    until(lambda: len(lab.jobs()) == 2, "two jobs don't begin")
    for worker in workers:
        worker.go()
    assert [worker.wait() for worker in workers] == [0, 0]
    assert (lab.figures(), lab.jobs(), len(lab.objects())) == (list(range(6)), [], 6)
