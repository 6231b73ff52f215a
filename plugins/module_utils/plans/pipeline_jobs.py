"""Which jobs are cleared: those that the evidence shows to be nobody's any more; pure."""

from __future__ import annotations

import re

from ..plan import Call, Change, refuse
from .jobs_found import Actual, Wanted, when
from .jobs_judged import Judged, judge_all

_NAME = re.compile(r"[^.\s]+\.[^.\s]+|[0-9a-f]{8,32}")


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """A change for each job that is safe to clear, none if nothing shall be cleared."""
    refuse([*_wrong_names(wanted), *_strange(actual)])
    if not wanted.clear:
        return []
    return [_clear(judged) for judged in judge_all(actual, wanted) if judged.safe]


def _clear(judged: Judged) -> Change:
    job = judged.job
    before = {
        "verdict": judged.verdict,
        "status": job.status,
        "since": when(job.since),
        "by": f"{job.user} on {job.host}",
        "key": job.key,
        "evidence": list(judged.evidence),
    }
    target = f"job {job.schema}.{job.table} key {job.key_hash[:8]}"
    return Change("database", "remove", target, before, None, Call("clear", job.identity))


def _wrong_names(wanted: Wanted) -> list[str]:
    return [
        problem
        for name in wanted.clear_errors
        for problem in (
            [f"'{name}' in clear_errors is neither schema.table nor a key hash. Write map_v2_ephys.unit_stat, say."]
            if not _NAME.fullmatch(name)
            else [f"'{name}' in clear_errors is in no schema of the pipeline. Take one of map_schemas."]
            if "." in name and name.partition(".")[0] not in wanted.schemas
            else []
        )
    ]


def _strange(actual: Actual) -> list[str]:
    return [
        f"The job table {what}, so DataJoint 2 or newer keeps jobs there, which are told apart by other rules. "
        "Use DataJoint 0.12 to 0.14 for the pipeline, or take the schema off map_schemas."
        for what in actual.strange
    ]
