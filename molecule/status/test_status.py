"""What the page says of the host is what the host says."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_all_containers_are_on_the_page(rehearsal: Rehearsal, host: t.Any) -> None:
    run = rehearsal.play("playbooks/status.yml")
    (status,) = [task["status"] for task in run.tasks if task["status"] and "hosts" in task["status"]]
    (found,) = status["hosts"].values()
    told = {one["name"] for stack in found["services"]["stacks"].values() for one in stack}
    assert told == set(host.check_output("docker ps --all --format '{{.Names}}'").splitlines()) != set()
