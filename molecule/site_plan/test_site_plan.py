"""The plan of the whole names all that will be, and changes nothing."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

from tests.environment import Run, recorded
from tests.rehearsal import Rehearsal

WHOLE = {
    *("packages", "filesystem of the data volume", "container engine", "network map-rehearsal", "account alice"),
    *("schema map_v2_lab", "image map/worker", "service map_compute_workers", "image map/notebook", "service hub"),
    *("service mapapi", "certificate edge", "service proxy"),
}


def test_it_names_what_will_be() -> None:
    (*_, last) = sorted(Path(os.environ["MAP_TEST_RECORD"]).glob("*-converge-check.jsonl"))
    targets = {target for _, target, _ in Run(0, "", recorded(last)).plan}
    assert sorted(WHOLE - targets) == []


def test_nothing_has_changed(rehearsal: Rehearsal, host: t.Any) -> None:
    assert not host.exists("docker")
    assert not host.file("/srv/map").exists
    assert rehearsal.sql("SELECT user FROM mysql.user WHERE user = 'alice'") == ()
