"""What is to be thought of each job, why, and what to do about it; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from . import jobs_evidence as evidence
from .jobs_errors import passing
from .jobs_found import Actual, Job, Wanted, when

Verdict = t.Literal["dead", "passing", "named", "review", "stuck", "unsure", "running", "ignored"]
"""dead: reserved by a process that is gone; passing, named, review: errors that pass by themselves, that the operator
named, and that need a look; stuck: its connection is open, but for too long; unsure: not enough evidence."""

VERDICTS: tuple[Verdict, ...] = t.get_args(Verdict)
SAFE = frozenset({"dead", "passing", "named"})

_HASH_DIGITS = 8


@dataclasses.dataclass(frozen=True)
class Judged:
    """A job and what is thought of it; evidence: holds no time that changes from run to run."""

    job: Job
    verdict: Verdict
    evidence: tuple[str, ...] = ()
    advice: str = ""

    @property
    def safe(self) -> bool:
        """Whether clearing it can't disturb anybody's work."""
        return self.verdict in SAFE


def judge_all(actual: Actual, wanted: Wanted) -> list[Judged]:
    """All jobs, those that need something first."""
    judged = [judge(job, actual, wanted) for job in actual.jobs]
    return sorted(judged, key=lambda j: (VERDICTS.index(j.verdict), j.job.schema, j.job.table, j.job.since))


def judge(job: Job, actual: Actual, wanted: Wanted) -> Judged:
    """One job."""
    if job.status == "reserved":
        return _reserved(job, actual, wanted)
    if job.status == "error":
        return _failed(job, wanted)
    return Judged(job, "ignored", (), "It is left out of computation on purpose; DataJoint's jobs.delete undoes that.")


def names(job: Job, name: str) -> bool:
    """Whether `schema.table` (with or without DataJoint's signs before the table) or a key hash means this job."""
    schema, dot, table = name.partition(".")
    if dot:
        return (job.schema, _plain(job.table)) == (schema, _plain(table))
    return len(name) >= _HASH_DIGITS and job.key_hash.startswith(name)


def _plain(table: str) -> str:
    return table.lstrip("_#")


def _failed(job: Job, wanted: Wanted) -> Judged:
    said = tuple(text for text in (job.message, job.place) if text)
    meaning = passing(job.message)
    if meaning:
        return Judged(job, "passing", (meaning, *said))
    if any(names(job, name) for name in wanted.clear_errors):
        return Judged(job, "named", said)
    advice = f"Mend the cause, then clear it by name: jobs_clear_errors: [{job.schema}.{job.table}]."
    return Judged(job, "review", said, advice)


def _reserved(job: Job, actual: Actual, wanted: Wanted) -> Judged:
    is_open, connection = evidence.connection(job, actual)
    place, container = evidence.place(job, actual)
    said = (connection, container)
    if is_open and actual.now - job.since <= wanted.stuck_hours * 3600:
        return Judged(job, "running", said)
    if is_open:
        advice = "Look at what it does (docker top, docker logs); end its process, and the next run clears it."
        return Judged(job, "stuck", (*said, f"longer than {wanted.stuck_hours:g} hours"), advice)
    if place == "dead" or (place == "gone" and job.account in wanted.accounts):
        return Judged(job, "dead", said)
    if place == "unknown":
        return Judged(job, "unsure", said, "Mend that and run it again.")
    if place == "running" and evidence.moved_on(job, actual):
        return Judged(job, "dead", (*said, "its process has taken up another job since"))
    return _by_age(job, actual, wanted, said)


def _by_age(job: Job, actual: Actual, wanted: Wanted, said: tuple[str, ...]) -> Judged:
    """Its process may live on: DataJoint connects anew when it lost a connection."""
    end = job.since + wanted.stale_hours * 3600
    if actual.now <= end:
        return Judged(job, "unsure", said, f"Its process may have reconnected. Run it again after {when(end)}.")
    said = (*said, f"older than {wanted.stale_hours:g} hours")
    if evidence.came_back(job, actual, wanted):
        advice = f"'{job.account}' is connected. Ask whether the job still runs; if not, delete its row."
        return Judged(job, "unsure", said, advice)
    return Judged(job, "dead", said)
