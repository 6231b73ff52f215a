"""The status of an environment is whole whatever a run found out, and becomes a page."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plans import cloud_status, database_status
from ansible_collections.mesoscale.map.plugins.module_utils.status import whole
from ansible_collections.mesoscale.map.plugins.module_utils.status_page import page, size, span

Facts = dict[str, t.Any]

NOTHING: Facts = {"database": {}, "people": {}, "jobs": {}}
PARTS = {"environment", "database_instance", "host", "buckets", "store_keys", "database", "stores", "people", "jobs"}
CONTAINER = {
    "name": "map-test-workers-compute-1",
    "service": "compute",
    "state": "exited",
    "health": "unhealthy",
    "exit_code": 3,
    "restarts": 0,
    "age_seconds": 7200,
    "up_seconds": None,
    "image": "map/worker:01",
    "image_age_seconds": 86400,
}
HOST: Facts = {
    "services": {
        "engine_version": "28.5.1",
        "stacks": {"workers": [CONTAINER], "edge": []},
        "people_servers": {"running": 1, "all": 2},
        "problem": "",
    },
    "disk": {
        "folders": [{"what": "engine", "path": "/data", "exists": True, "free_bytes": 1 << 30, "total_bytes": 1 << 31}],
        "problem": "",
    },
    "certificates": {
        "certificates": [
            {"what": "edge", "source": "/x", "ends": "2026-04-01 11:00:00Z", "days_left": 29, "problem": ""}
        ],
        "problem": "",
    },
}
COUNTS = {"reserved": 4, "error": 1, "ignore": 0, "stale": 2, "stuck": 0, "unsure": 0, "review": 1}
DATABASE = {
    **database_status.unread({"address": "db", "port": 3306}, ""),
    "stores": {"stores": {"report_store": {"files": 2, "bytes": 2048}}, "problem": ""},
}
DATABASE["database"] |= {
    "version": "8.4.5",
    "uptime_seconds": 90000,
    "connections": {"now": 1, "most": 2, "limit": 3},
    "parameters": [{"name": "x", "wanted": "1", "in_force": "0", "agrees": False, "needs_reboot": True}],
    "schemas_bytes": {"map_v2_lab": 1536},
    "schemas_missing": ["map_v2_ccf"],
}
RIGHT = {"account": "alice", "kind": "person", "role": "reader", "grants": ["reads map_*"]}
ASKED: Facts = {
    "database": {"status": DATABASE},
    "people": {"rights": [RIGHT], "unlisted": ["eve@%"], "plan": [{"action": "create", "target": "account alice"}]},
    "jobs": {"by_schema": {"map_v2_ephys": COUNTS, "map_v2_lab": dict.fromkeys(COUNTS, 0)}, "notes": ["Look."]},
}


PAGE = (
    "The environment 'test' as it is:\n\n"
    "Cloud\n  AWS  Denied.\n\n"
    "Database\n"
    "  server              db:3306, MySQL 8.4.5, up 1 day\n"
    "  connections         1 now, 2 at most, of 3\n"
    "  parameters          0 of 1 are in force as wanted\n"
    "    x                 0, wanted 1, which takes a reboot\n"
    "  schema map_v2_lab   1.5 KiB\n"
    "  schemas missing     map_v2_ccf\n"
    "  store report_store  2 files, 2.0 KiB\n\n"
    "People\n"
    "  alice (reader)  isn't there yet; reads map_*\n"
    "  on no list      eve@%\n"
    "  not as listed   account alice\n\n"
    "Jobs\n  map_v2_ephys  4 reserved, 1 error, 2 stale, 1 review\n\n"
    "Host h\n"
    "  workers compute     exited (3), unhealthy, 2 hours old, image map/worker:01, 1 day old\n"
    "  edge                has no container\n"
    "  people's servers    1 of 2 run\n"
    "  disk of the engine  1.0 GiB of 2.0 GiB free\n"
    "  certificate edge    ends on 2026-04-01, in 29 days\n"
)


def test_a_run_that_found_out_everything() -> None:
    status = whole("test", {"status": cloud_status.unread("Denied.")}, {"h": {"status": HOST}}, "h", ASKED)
    assert set(status) == {*PARTS, "hosts"}
    assert status["database"] == DATABASE["database"]
    lists = {"missing": ["alice"], "unlisted": ["eve@%"], "pending": ["account alice"]}
    assert status["people"] == {"rights": [RIGHT], **lists, "problem": ""}
    assert status["jobs"]["total"] == COUNTS
    assert (status["jobs"]["notes"], status["jobs"]["problem"]) == (["Look."], "")
    assert status["hosts"] == {"h": HOST}
    assert page(status) == PAGE


AWAY = {"unreachable": True, "msg": "Failed to connect: refused"}
CRASHED = {"failed": False, "failed_when_result": False, "msg": "No Python there."}
DOWN = {"status": database_status.unread({"address": "db", "port": 3306}, "It is down.")}


@pytest.mark.parametrize(
    ("hosts", "first", "asked", "why"),
    [
        ({}, "", NOTHING, "The host isn't known"),
        ({"h": AWAY}, "h", NOTHING, "The host h can't be reached: Failed to connect: refused. Start it"),
        ({"h": CRASHED}, "h", NOTHING, "No Python there"),
        ({"h": {"status": HOST}}, "h", {**NOTHING, "database": DOWN}, "It is down."),
        ({"h": {"status": HOST}}, "h", {**NOTHING, "database": CRASHED}, "No Python there"),
        ({"h": {"status": HOST}}, "h", NOTHING, "It wasn't asked."),
    ],
)
def test_a_run_that_could_not_ask(hosts: Facts, first: str, asked: Facts, why: str) -> None:
    """The reason is that of whatever is missing first."""
    status = whole("test", CRASHED, hosts, first, asked)
    assert set(status) == {*PARTS, "hosts"}
    for part in ("database", "stores", "people", "jobs"):
        assert why in status[part]["problem"]
    assert status["host"]["problem"] == "No Python there."
    for host in status["hosts"].values():
        assert set(host) == set(HOST)
    assert why in page(status)


def test_people_and_jobs_have_their_own_reasons() -> None:
    asked = {**ASKED, "people": CRASHED, "jobs": {"failed": True, "msg": "Strange job tables."}}
    status = whole("test", {}, {"h": {"status": HOST}}, "h", asked)
    assert (status["people"]["problem"], status["jobs"]["problem"]) == ("No Python there.", "Strange job tables.")
    assert status["database"]["problem"] == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (3 << 29, "1.5 GiB"), (1 << 60, "1048576.0 TiB")],
)
def test_sizes(amount: int, words: str) -> None:
    assert size(amount) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "less than a minute"), (60, "1 minute"), (7199, "1 hour"), (86399, "23 hours"), (172800, "2 days")],
)
def test_spans(seconds: int, words: str) -> None:
    assert span(seconds) == words
