"""pipeline_jobs: what is cleared, what is refused, and what people and programs are told."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_found import Actual, Connection, Wanted
from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_judged import judge
from ansible_collections.mesoscale.map.plugins.module_utils.plans.jobs_report import summary
from ansible_collections.mesoscale.map.plugins.module_utils.plans.pipeline_jobs import plan
from tests.unit.jobs_given import ID, JOB, KEY_HASH, NOW, OLD, OPEN, RUNNING, UNASKED, WANTED, found, host, of


def test_a_name_clears_no_reservation() -> None:
    wanted = dataclasses.replace(WANTED, clear_errors=("map_v2_ephys.unit_stat", KEY_HASH))
    for actual in (found(JOB, connections=(OPEN,)), found(JOB, host(RUNNING)), found(of(status="ignore"))):
        assert plan(actual, wanted) == []


def test_what_is_ignored_on_purpose_is_left() -> None:
    job = of(status="ignore", **OLD)
    assert judge(job, found(job), WANTED).verdict == "ignored"


CALL = Call(
    "clear",
    {
        "schema": "map_v2_ephys",
        "table": "__unit_stat",
        "key_hash": KEY_HASH,
        "status": "reserved",
        "host": ID,
        "pid": 7,
        "connection": 55,
        "since": NOW - 100,
    },
)


def test_the_plan_has_a_change_for_each_job_that_is_safe() -> None:
    other = of(table="tracking", schema="map_v2_tracking", connection=56)
    actual = found(JOB, jobs=(JOB, other), connections=(Connection(56, "worker", "172.18.0.5"),))
    before = {
        "verdict": "dead",
        "status": "reserved",
        "since": "2023-11-14 22:11:40Z",
        "by": f"worker@172.18.0.5 on {ID}",
        "key": "unit=3",
        "evidence": ["connection 55 is gone", f"its container {ID} is gone"],
    }
    target = "job map_v2_ephys.__unit_stat key 01234567"
    assert plan(actual, WANTED) == [Change("database", "remove", target, before, None, CALL)]
    assert plan(actual, dataclasses.replace(WANTED, clear=False)) == []
    assert plan(Actual(), WANTED) == []


@pytest.mark.parametrize(
    ("actual", "wanted", "problem"),
    [
        (found(JOB, strange=("map_v2_ephys.~~unit is one table's own",)), WANTED, r"map_v2_ephys.~~unit.*DataJoint 2"),
        (found(JOB), dataclasses.replace(WANTED, clear_errors=("unit stat",)), "'unit stat' .* neither schema.table"),
        (found(JOB), dataclasses.replace(WANTED, clear_errors=("0123",)), "'0123' .* neither schema.table"),
        (found(JOB), dataclasses.replace(WANTED, clear_errors=("lab.x",)), "'lab.x' .* in no schema of the pipeline"),
    ],
)
def test_refused(actual: Actual, wanted: Wanted, problem: str) -> None:
    for clear in (True, False):
        with pytest.raises(MapError, match=problem):
            plan(actual, dataclasses.replace(wanted, clear=clear))


def told(actual: Actual, last: Actual | None = None, **options: t.Any) -> dict[str, t.Any]:
    return summary(actual, last or actual, dataclasses.replace(WANTED, **options), "db:3306")


def test_programs_are_told_how_many_jobs_each_schema_has() -> None:
    failed = of(status="error", message="ValueError: no", schema="map_v2_tracking")
    actual = found(JOB, jobs=(JOB, failed))
    none = {"reserved": 0, "error": 0, "ignore": 0, "stale": 0, "stuck": 0, "unsure": 0, "review": 0}
    reviewed = {**none, "error": 1, "review": 1}
    assert told(actual)["by_schema"] == {
        "map_v2_ephys": {**none, "reserved": 1, "stale": 1},
        "map_v2_tracking": reviewed,
    }
    cleared = dataclasses.replace(actual, jobs=(failed,))
    assert told(actual, cleared)["by_schema"] == {"map_v2_ephys": none, "map_v2_tracking": reviewed}
    assert [(row["verdict"], row["cleared"]) for row in told(actual, cleared)["jobs"]] == [
        ("dead", True),
        ("review", False),
    ]


@pytest.mark.parametrize(
    ("actual", "options", "words"),
    [
        (found(JOB, connections=(OPEN,)), {}, []),
        (found(JOB), {}, []),
        (found(JOB), {"clear": False}, ["1 job can be cleared safely: map_v2_ephys.__unit_stat (1)"]),
        (found(JOB, UNASKED), {}, ["host2 (no container engine answers)", "1 job without their connection"]),
        (found(JOB, connections=(OPEN,), machines=(host(asked_at=0),)), {}, ["The clock of host1"]),
        (found(of(**OLD), connections=(OPEN,)), {}, ["1 job reserved for more than 24 hours"]),
        (found(of(status="error", message="ValueError")), {}, ['"jobs_clear_errors": ["map_v2_ephys.__unit_stat"]']),
        (found(JOB), {"clear_errors": ("map_v2_ephys.x",)}, ["No failed job is meant by map_v2_ephys.x"]),
    ],
)
def test_people_are_told_what_needs_them(actual: Actual, options: dict[str, t.Any], words: list[str]) -> None:
    said = told(actual, **options)["notes"]
    assert len(said) == len(words)
    assert [word for word, note in zip(words, said, strict=True) if word not in note] == []


def test_the_report_is_plain_text_in_order_of_need_and_of_bounded_length() -> None:
    evil = of(status="error", message="ValueError: \x1b[2J\nno", key_hash="e" * 32)
    many = tuple(of(key_hash=f"{number:032x}", since=NOW) for number in range(500))
    text = told(found(JOB, jobs=(of(key_hash="a" * 32), evil, JOB), connections=(OPEN,)))["report"]
    assert "\x1b" not in text
    assert text.startswith("Jobs of 2 schemas at db:3306: 2 reserved, 1 error.\n")
    assert text.index("review") < text.index("running")
    long = told(found(JOB, jobs=many, connections=(OPEN,)))["report"]
    assert "400 more" in long
    assert told(found(JOB, jobs=()))["report"] == "Jobs of 2 schemas at db:3306: none.\n"
