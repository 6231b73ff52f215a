"""What `make audit` makes of graders' reports, and what it accepts."""

from __future__ import annotations

import re
import typing as t

import pytest
import yaml

from tests.audit import docker_bench, prowler
from tests.audit.findings import Finding, Row, idle, judged, missing, table
from tests.unit.house import ROOT

WISHES = yaml.safe_load((ROOT / "tests/audit/accepted.yml").read_text())
OPEN = Finding("g", "open", "map-lab-host", "It is open.", "high")


def row(check: str, status: str = "FAIL", severity: str = "high", uid: str = "a:b/map-lab-x", **more: str) -> t.Any:
    known = {"RESOURCE_UID": uid, "RESOURCE_NAME": "", "RESOURCE_TAGS": "", "STATUS_EXTENDED": "text", **more}
    return {"CHECK_ID": check, "STATUS": status, "SEVERITY": severity, **known}


@pytest.mark.parametrize(
    ("accepted", "reason"),
    [
        ([], ""),
        ([{"check": "open", "reason": "so"}], "so"),
        ([{"check": "opened", "reason": "so"}], ""),
        ([{"check": "open", "resource": "map-lab-(host|data)", "reason": "so"}], "so"),
        ([{"check": "open", "resource": "map-lab", "reason": "so"}], ""),
        ([{"check": "open", "resource": "x", "reason": "no"}, {"check": "open", "reason": "so"}], "so"),
    ],
)
def test_a_finding_is_accepted_by_its_check_and_its_whole_resource(accepted: t.Any, reason: str) -> None:
    assert judged([OPEN, OPEN], accepted) == [Row(OPEN, reason)]


def test_an_entry_for_what_is_not_found_is_a_finding() -> None:
    entries = [{"check": "open", "reason": "so"}, {"check": "open", "resource": "other", "reason": "so"}]
    assert [(found.check, found.resource) for found in idle([OPEN], entries)] == [("open", "other")]


def test_what_is_not_accepted_comes_last() -> None:
    lines = table([Row(OPEN, ""), Row(Finding("g", "shut", "", "Shut."), "so")]).splitlines()
    assert lines[:4] == ["g shut", "    accepted: so", "g open map-lab-host", "    NOT ACCEPTED (high): It is open."]
    assert lines[-1] == "2 findings, 1 of them accepted, 1 not."


def test_what_was_not_looked_at_is_a_finding() -> None:
    assert missing("g", ["b", "a"], {"b"}, "text") == [Finding("g", "a", "", "text")]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (row("a"), ["map-lab-x"]),
        (row("a", severity="critical"), ["map-lab-x"]),
        (row("a", severity="medium"), []),
        (row("must", severity="medium"), ["map-lab-x"]),
        (row("must", status="PASS"), []),
        (row("a", uid="arn:aws:s3:::map-lab-1-report"), ["map-lab-1-report"]),
        (row("a", uid="a:b/map-laboratory-x"), []),
        (row("a", uid="a:b/vol-1"), []),
        (row("a", uid="a:b/vol-1", RESOURCE_TAGS="map:environment=lab"), ["a:b/vol-1"]),
        (row("a", uid="a:b/vol-1", RESOURCE_TAGS="map:environment=lab | Name=map-lab-data"), ["map-lab-data"]),
        (row("a", uid="a:b/vol-1", RESOURCE_TAGS="map:environment=lab2"), []),
    ],
)
def test_prowler_is_heard_on_grave_things_of_the_environment(given: dict[str, str], found: list[str]) -> None:
    assert [finding.resource for finding in prowler.graded([given], "lab", ["must"]).findings] == found


def test_prowler_has_asked_what_it_answers() -> None:
    rows = [row("a", "PASS"), row("b"), row("c", "MANUAL"), row("d", "PASS", uid="a:b/other")]
    assert prowler.graded(rows, "lab", []).asked == {"a", "b"}


def test_docker_bench_warns_of_each_container() -> None:
    results = [
        {"id": "4.5", "desc": "Trust", "result": "WARN"},
        {"id": "5.9", "desc": "Ports", "result": "WARN", "details": "Ports: x y", "items": ["x:80", "y:1"]},
        {"id": "4.6", "desc": "Health", "result": "WARN", "items": ["d98e3283f309"]},
        {"id": "5.10", "desc": "Fine", "result": "PASS"},
        {"id": "4.8", "desc": "Manual", "result": "NOTE"},
    ]
    found = docker_bench.graded({"tests": [{"id": "5", "results": results}]}).findings
    assert [(finding.check, finding.resource) for finding in found] == [("4.5", ""), ("5.9", "x:80"), ("5.9", "y:1")]


def test_what_must_pass_is_not_accepted_too() -> None:
    checks = [entry["check"] for entry in WISHES["accepted"]]
    assert set(checks).isdisjoint(WISHES["must_pass"])
    assert WISHES["must_pass"] == sorted(set(WISHES["must_pass"]))


@pytest.mark.parametrize("entry", WISHES["accepted"], ids=lambda entry: entry["check"])
def test_everything_accepted_has_a_reason(entry: dict[str, str]) -> None:
    assert set(entry) - {"resource"} == {"check", "reason"}
    assert len(entry["reason"]) > 20
    re.compile(entry.get("resource", ""))
