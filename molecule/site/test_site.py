"""The whole is healthy, before and after a restart of its host, and people use it."""

from __future__ import annotations

import time
import typing as t
from pathlib import Path

from mapctl.doctor.reach import Reach
from tests.rehearsal import Rehearsal


def test_all_containers_are_healthy(host: t.Any) -> None:
    lines = host.check_output("docker ps --all --format '{{.Names}} {{.State}} {{.Status}}'").splitlines()
    stacks = {line.split("-")[2] for line in lines if line.startswith("map-rehearsal-")}
    assert {"workers", "jupyterhub", "webgui", "edge"} <= stacks
    assert [line for line in lines if "unhealthy" in line or "starting" in line or " running " not in line] == []


def test_people_reach_both_by_the_reverse_proxy(rehearsal: Rehearsal, host: t.Any, tmp_path: Path) -> None:
    """As a browser that trusts the environment's authority."""
    (tmp_path / "ca.pem").write_text(host.file("/srv/map/rehearsal/ca/ca.pem").content_string)
    session = Reach(str(tmp_path / "ca.pem"), {".": rehearsal.address()}).session()
    hub = session.get("https://jupyter.rehearsal.localhost/hub/login", timeout=60)
    assert (hub.status_code, "GitHub" in hub.text) == (200, True)
    page = session.get("https://navigator.rehearsal.localhost/", timeout=60)
    assert (page.status_code, "<html" in page.text.lower()) == (200, True)


LAST = "SELECT COALESCE(MAX(session), 0) FROM map_v2_ingest_behavior.`#recording` WHERE subject_id = 550000"
RECORD = (
    "INSERT INTO map_v2_ingest_behavior.`#recording` "
    "(subject_id, session, seed, trials, units, brain_areas, permutations) VALUES (550000, %s, 1, 120, 30, 'ALM', 100)"
)
FIGURE = "SELECT session FROM map_v2_report.__session_figure WHERE subject_id = 550000 AND session = %s"


def test_workers_compute_what_is_new(rehearsal: Rehearsal) -> None:
    number = rehearsal.sql(LAST)[0][0] + 1
    rehearsal.sql(RECORD, number)
    for _ in range(300):
        if rehearsal.sql(FIGURE, number):
            return
        time.sleep(1)
    raise AssertionError(f"the workers made no figure of session {number}")
