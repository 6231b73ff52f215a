"""A set of containers runs as it was written, and its secret is in its file and nowhere else."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal

NAME = "map-rehearsal-molecule-web-1"


def test_it_runs_with_its_limits(host: t.Any) -> None:
    container = host.docker(NAME)
    assert container.is_running
    assert container.inspect()["HostConfig"]["Memory"] == 64 * 1024**2
    assert container.inspect()["Config"]["Labels"]["map.environment"] == "rehearsal"


def test_it_reads_its_files(rehearsal: Rehearsal, host: t.Any) -> None:
    assert host.check_output(f"docker exec {NAME} cat /greeting") == "Hello"
    secret = rehearsal.secret("label_key")
    assert host.check_output(f"docker exec {NAME} cat /secret") == secret
    assert host.file("/srv/map/rehearsal/molecule/secret").mode == 0o400
    assert secret not in host.check_output(f"docker inspect {NAME}")
