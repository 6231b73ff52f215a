"""What status does: look once, or again and again."""

from __future__ import annotations

import datetime
import time

from . import errors, runs, show
from .work import Work

PAUSE_SECONDS = 10.0


def status(work: Work, *, as_json: bool) -> int:
    """Show the page, or the facts as JSON; gives the exit code."""
    result = work.run("status", check=True)
    runs.raise_unless_ok(result)
    if as_json:
        show.as_json(result.facts["status"])
    else:
        show.say(str(result.facts["page"]).rstrip())
    return errors.NOTHING_TO_DO


def watch(work: Work) -> int:
    """Show the page again and again, each in place of the last, until somebody stops it."""
    try:
        while True:
            result = work.run("status", check=True)
            if result.outcome == "interrupted":
                break
            runs.raise_unless_ok(result)
            show.console().clear()
            show.say(str(result.facts["page"]).rstrip())
            show.say(f"\n{datetime.datetime.now().astimezone():%H:%M:%S}; Ctrl-C ends it.", "dim")
            time.sleep(PAUSE_SECONDS)
    except KeyboardInterrupt:  # between two looks
        pass
    return errors.NOTHING_TO_DO
