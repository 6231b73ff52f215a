"""Fills the pipeline's tables and looks at what is in them."""

from __future__ import annotations

import typing as t

from pipeline import automation, ephys, inventory, psth, report
from pipeline.ingest import behavior

SESSIONS = len(behavior.Recording.contents)


def start() -> None:
    """All sessions, computed, and with figures."""
    for schema, store in ((report.schema, "report_store"), (ephys.schema, "archive_store")):
        schema.external[store].exists("nothing")
    round_of_work()


def round_of_work() -> None:
    """What one round of `automate-computation` does."""
    for schema in automation.SCHEMAS:
        automation.jobs.clear_abandoned(schema)
    automation.populate([*automation.INGEST, *automation.EPHYS, *automation.PSTH, *automation.REPORT])
    report.delete_outdated_session_plots()


def state() -> dict[str, t.Any]:
    """What there should be exactly one of for each session, and what there should be nothing of."""
    found = inventory.read()
    return {
        "computed": len(psth.SessionSelectivity()),
        "figures": len(report.SessionFigure()),
        "objects": len(found.objects),
        "rows of objects": len(report.schema.external[report.STORE]),
        "missing": found.missing,
        "jobs": sum(len(schema.jobs) for schema in automation.SCHEMAS),
    }


WHOLE: dict[str, t.Any] = {
    **dict.fromkeys(("computed", "figures", "objects", "rows of objects"), SESSIONS),
    "missing": [],
    "jobs": 0,
}
