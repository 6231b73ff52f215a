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
    with work.stop:
        while not work.stop.wanted:
            result = work.run("status", check=True)
            if work.stop.wanted:
                break
            runs.raise_unless_ok(result)
            show.console().clear()
            show.say(str(result.facts["page"]).rstrip())
            show.say(f"\n{datetime.datetime.now().astimezone():%H:%M:%S}; Ctrl-C ends it.", "dim")
            until = time.monotonic() + PAUSE_SECONDS
            while time.monotonic() < until and not work.stop.wanted:
                time.sleep(0.2)
    return errors.NOTHING_TO_DO
