"""The whole is healthy, before and after a restart of its host, and people use it."""

from __future__ import annotations

import typing as t
from pathlib import Path

from mapctl.doctor.reach import Reach
from tests.rehearsal import Rehearsal


def test_all_containers_are_healthy(host: t.Any) -> None:
    lines = host.check_output("docker ps --all --format '{{.Names}} {{.State}} {{.Status}}'").splitlines()
    stacks = {line.split("-")[2] for line in lines if line.startswith("map-rehearsal-")}
    assert {"workers", "jupyterhub", "webgui", "edge"} <= stacks
    assert [line for line in lines if "unhealthy" in line or "starting" in line or " running " not in line] == []


def test_people_reach_both_by_the_front_door(rehearsal: Rehearsal, host: t.Any, tmp_path: Path) -> None:
    """As a browser that trusts the environment's authority."""
    (tmp_path / "ca.pem").write_text(host.file("/srv/map/rehearsal/ca/ca.pem").content_string)
    session = Reach(str(tmp_path / "ca.pem"), {".": rehearsal.address()}).session()
    hub = session.get("https://jupyter.rehearsal.localhost/hub/login", timeout=60)
    assert (hub.status_code, "GitHub" in hub.text) == (200, True)
    page = session.get("https://navigator.rehearsal.localhost/", timeout=60)
    assert (page.status_code, "<html" in page.text.lower()) == (200, True)
