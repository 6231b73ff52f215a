"""What was told of the host is what the host says, and nothing was left on it."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_what_is_told_is_there(rehearsal: Rehearsal, host: t.Any) -> None:
    run = rehearsal.play("molecule/host_status/converge.yml")
    (told,) = [task["status"] for task in run.tasks if task["status"] and "services" in task["status"]]
    assert told["services"]["engine_version"] == host.check_output("docker version --format '{{.Server.Version}}'")
    named = {one["name"] for stack in told["services"]["stacks"].values() for one in stack}
    assert named == set(host.check_output("docker ps --all --format '{{.Names}}'").split()) != set()
    sizes = {folder["path"]: folder["total_bytes"] for folder in told["disk"]["folders"] if folder["exists"]}
    assert "/srv/map/rehearsal" in sizes
    for path, size in sizes.items():
        blocks, width = host.check_output(f"stat --file-system --format '%b %S' {path}").split()
        assert size == int(blocks) * int(width)


def test_nothing_was_left(host: t.Any) -> None:
    assert host.check_output("ls /home/admin/.ansible/tmp 2> /dev/null | wc -l") == "0"
