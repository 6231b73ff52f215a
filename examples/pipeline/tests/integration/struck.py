"""Run one worker's round that is killed at a named point: `python -m tests.integration.struck POINT`."""

from __future__ import annotations

import os
import signal
import sys
import typing as t

from datajoint.connection import Connection
from datajoint.external import ExternalTable

from pipeline import automation, psth, report, statistics, stores
from pipeline.figures import session_figure

Place = tuple[t.Any, str]

BEFORE: dict[str, tuple[t.Any, Place]] = {
    # what is populated, and the function before which the process is killed
    "drawing": (report.SessionFigure, (session_figure, "draw")),
    "half written": (report.SessionFigure, (os, "replace")),
    "written": (report.SessionFigure, (stores, "forget")),
    "row there": (report.SessionFigure, (Connection, "commit_transaction")),
    "testing": (psth.PeriodSelectivity, (statistics, "permutation_test")),
    "tested": (psth.PeriodSelectivity, (Connection, "commit_transaction")),
}
AFTER: dict[str, tuple[t.Any, Place]] = {
    "object there": (report.SessionFigure, (ExternalTable, "_upload_file")),
    "object's row there": (report.SessionFigure, (ExternalTable, "upload_filepath")),
    "committed": (report.SessionFigure, (Connection, "commit_transaction")),
}
NOWHERE = "nowhere"
"""The point of a round that is not killed, in which figures are drawn."""


def main(point: str) -> None:
    if point == NOWHERE:
        automation.populate(automation.REPORT)
        return
    table, (owner, name) = BEFORE.get(point) or AFTER[point]
    function = getattr(owner, name)

    def struck(*arguments: t.Any, **options: t.Any) -> None:
        if point in AFTER:
            function(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, struck)
    automation.populate([table])


if __name__ == "__main__":
    main(sys.argv[1])
