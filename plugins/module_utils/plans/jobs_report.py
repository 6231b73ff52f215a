"""What people and programs are told of the jobs; pure."""

from __future__ import annotations

import collections
import typing as t

from .jobs_evidence import clock_is_off
from .jobs_found import Actual, Job, Wanted, when
from .jobs_judged import Judged, judge_all, names

Facts = dict[str, t.Any]

_MOST = 100
_KEY, _TEXT = 60, 160
_HEAD = ("VERDICT", "JOB", "KEY", "STATUS", "SINCE", "BY")
_CLEAR = """-e '{"jobs_clear": true}'"""

COUNTS = ("reserved", "error", "ignore", "stale", "stuck", "unsure", "review")
"""What is counted of a schema's jobs: their statuses, and those that are safe to clear or need a person."""


def summary(first: Actual, last: Actual, wanted: Wanted, server: str) -> Facts:
    """The facts of a result: jobs (a row a job, as first found), by_schema (as last found), notes, report.

    first, last: before and after clearing; the same when nothing was cleared
    """
    left = set(last.jobs)
    judged = judge_all(first, wanted)
    rows = [_row(one, one.job not in left) for one in judged]
    return {
        "jobs": rows,
        "by_schema": by_schema(last, wanted),
        "notes": notes(first, [one for one in judged if one.job in left], wanted),
        "report": page(rows, wanted, f"{len(first.schemas)} schemas at {server}"),
    }


def by_schema(actual: Actual, wanted: Wanted) -> dict[str, dict[str, int]]:
    """Schema -> how many jobs of each status, and how many of those are stale (safe to clear) or need a person."""
    found = {schema: dict.fromkeys(COUNTS, 0) for schema in sorted(actual.schemas)}
    for one in judge_all(actual, wanted):
        count = found[one.job.schema]
        count[one.job.status] += 1
        if one.safe:
            count["stale"] += 1
        elif one.verdict in count:
            count[one.verdict] += 1
    return found


def notes(actual: Actual, judged: list[Judged], wanted: Wanted) -> list[str]:
    """What needs a person."""
    return [
        *_machines(actual),
        *_clearable([one for one in judged if one.safe], wanted),
        *_needs(judged, "review", "failed by errors that don't pass by themselves", _named_advice),
        *_needs(judged, "stuck", f"reserved for more than {wanted.stuck_hours:g} hours", lambda _: _STUCK),
        *_needs(judged, "unsure", "without their connection, but perhaps alive", lambda _: _UNSURE),
        *_nobody(actual, wanted),
    ]


_STUCK = "Look at the processes that hold them; nothing here ends a live one."
_UNSURE = "The report says for each what is missing to be sure."


def page(rows: list[Facts], wanted: Wanted, where: str) -> str:
    """The report for people: a line a job, what was found out, and what to do."""
    counts = collections.Counter(row["status"] for row in rows)
    said = ", ".join(f"{counts[status]} {status}" for status in ("reserved", "error", "ignore") if counts[status])
    title = f"Jobs of {where}: {said or 'none'}."
    if not rows:
        return title + "\n"
    shown = [_line(row) for row in rows[:_MOST]]
    widths = [max(len(line[column]) for line in [_HEAD, *shown]) for column in range(len(_HEAD))]
    lines = [title, "", _joined(_HEAD, widths)]
    for row, line in zip(rows[:_MOST], shown, strict=True):
        indent = " " * (widths[0] + 4)
        said = "; ".join(_cut(text, _TEXT) for text in row["evidence"])
        lines += [_joined(line, widths), *(indent + text for text in (said, _do(row, wanted)) if text)]
    if len(rows) > _MOST:
        lines.append(f"  … and {len(rows) - _MOST} more; the task's result has all.")
    return "\n".join(lines) + "\n"


def _row(one: Judged, cleared: bool) -> Facts:
    job = one.job
    return {
        **job.identity,
        "key": job.key,
        "user": job.user,
        "since": when(job.since),
        "message": job.message,
        "verdict": one.verdict,
        "evidence": list(one.evidence),
        "safe": one.safe,
        "cleared": cleared,
        "advice": one.advice,
    }


def _line(row: Facts) -> tuple[str, ...]:
    job = f"{row['schema']}.{row['table']}"
    key = _cut(row["key"] or row["key_hash"], _KEY)
    return row["verdict"], job, key, row["status"], row["since"], f"{row['user']} on {row['host']}"


def _do(row: Facts, wanted: Wanted) -> str:
    if row["cleared"]:
        return "Cleared."
    if row["safe"]:
        return "It is to be cleared." if wanted.clear else "It can be cleared."
    return str(row["advice"])


def _joined(cells: tuple[str, ...], widths: list[int]) -> str:
    line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"  {line}".rstrip()


def _cut(text: str, most: int) -> str:
    """One line of printable signs: what others wrote into the database must not steer a terminal."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _machines(actual: Actual) -> list[str]:
    unasked = [f"{m.name} ({m.reason or 'no answer'})" for m in actual.machines if m.asked_at is None]
    off = [machine.name for machine in actual.machines if clock_is_off(machine, actual.now)]
    found = []
    if unasked:
        found.append(
            f"The container engine couldn't be asked on {', '.join(unasked)}, so jobs that may run there are left "
            "alone. Mend that, or take the machine off the group workers, and run it again."
        )
    if off:
        found.append(
            f"The clock of {', '.join(off)} and the database's differ, so what its containers show isn't used. "
            "Let both follow a time server."
        )
    return found


def _clearable(safe: list[Judged], wanted: Wanted) -> list[str]:
    if not safe or wanted.clear:
        return []
    return [f"{_count(safe)} can be cleared safely: {_tables(safe)}. To do so, run playbooks/jobs.yml with {_CLEAR}."]


def _needs(judged: list[Judged], verdict: str, what: str, advice: t.Callable[[list[Judged]], str]) -> list[str]:
    found = [one for one in judged if one.verdict == verdict]
    return [f"{_count(found)} {what}: {_tables(found)}. {advice(found)}"] if found else []


def _named_advice(found: list[Judged]) -> str:
    example = f"{found[0].job.schema}.{found[0].job.table}"
    return (
        "Read the report and mend the cause, then clear them by name: "
        f"""-e '{{"jobs_clear": true, "jobs_clear_errors": ["{example}"]}}'."""
    )


def _nobody(actual: Actual, wanted: Wanted) -> list[str]:
    """Names that mean no job, as after they were cleared."""
    errors = [job for job in actual.jobs if job.status == "error"]
    idle = [name for name in wanted.clear_errors if not any(names(job, name) for job in errors)]
    return [f"No failed job is meant by {', '.join(idle)}. The report has the names."] if idle else []


def _count(found: list[Judged]) -> str:
    return "1 job" if len(found) == 1 else f"{len(found)} jobs"


def _tables(found: list[Judged]) -> str:
    counts = collections.Counter(_table(one.job) for one in found)
    return ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))


def _table(job: Job) -> str:
    return f"{job.schema}.{job.table}"
