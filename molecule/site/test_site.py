"""The whole is healthy, before and after a restart of its host, and people use it."""

from __future__ import annotations

import subprocess
import typing as t

from tests.environment import ROOT
from tests.rehearsal import NAME


def test_all_containers_are_healthy(host: t.Any) -> None:
    lines = host.check_output("docker ps --all --format '{{.Names}} {{.State}} {{.Status}}'").splitlines()
    stacks = {line.split("-")[2] for line in lines if line.startswith("map-rehearsal-")}
    assert {"workers", "jupyterhub", "webgui", "edge"} <= stacks
    assert [line for line in lines if "unhealthy" in line or "starting" in line or " running " not in line] == []


def test_the_doctor_finds_all_well() -> None:
    words = [str(ROOT / "mapctl"), "doctor", NAME]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
