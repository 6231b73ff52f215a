"""What graders found and what is accepted of it; pure."""

from __future__ import annotations

import dataclasses
import re
import typing as t


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """Something that a grader doesn't like. resource: of what; severity: the grader's word, where it has one"""

    grader: str
    check: str
    resource: str
    text: str
    severity: str = ""


@dataclasses.dataclass(frozen=True)
class Graded:
    """A grader's report. asked: the checks that it could ask of something"""

    findings: list[Finding]
    asked: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table. reason: why it is accepted; nothing where it isn't"""

    finding: Finding
    reason: str


def judged(findings: t.Iterable[Finding], accepted: list[dict[str, str]]) -> list[Row]:
    """Each finding with the reason of the first entry of its check that is for its resource."""
    return [Row(finding, _reason(finding, accepted)) for finding in sorted(set(findings))]


def missing(grader: str, wanted: t.Iterable[str], there: t.Collection[str], text: str) -> list[Finding]:
    """What had to be looked at and wasn't: a grader that asks nothing finds nothing either."""
    return [Finding(grader, name, "", text) for name in sorted(set(wanted) - set(there))]


def idle(findings: t.Collection[Finding], accepted: list[dict[str, str]]) -> list[Finding]:
    """What is accepted and wasn't found: an entry that stays would also accept what comes later."""
    return [
        Finding("accepted.yml", entry["check"], entry.get("resource", ""), "This was not found. Take the entry away.")
        for entry in accepted
        if not any(_is_for(entry, finding) for finding in findings)
    ]


def table(rows: list[Row]) -> str:
    """One line a finding; those that aren't accepted come last, where one looks."""
    lines = [_line(row) for row in sorted(rows, key=lambda row: not row.reason)]
    refused = sum(not row.reason for row in rows)
    return "\n".join([*lines, "", f"{len(rows)} findings, {len(rows) - refused} of them accepted, {refused} not."])


def _reason(finding: Finding, accepted: list[dict[str, str]]) -> str:
    for entry in accepted:
        if _is_for(entry, finding):
            return entry["reason"]
    return ""


def _is_for(entry: dict[str, str], finding: Finding) -> bool:
    return entry["check"] == finding.check and bool(re.fullmatch(entry.get("resource", ".*"), finding.resource))


def _line(row: Row) -> str:
    what = " ".join(filter(None, [row.finding.grader, row.finding.check, row.finding.resource]))
    severity = f" ({row.finding.severity})" if row.finding.severity else ""
    said = f"accepted: {row.reason}" if row.reason else f"NOT ACCEPTED{severity}: {row.finding.text}"
    return f"{what}\n    {said}"
