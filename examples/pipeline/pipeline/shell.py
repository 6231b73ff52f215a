"""The words of scripts/mapshell.py."""

from __future__ import annotations

import logging
import os
import sys
import typing as t
from code import interact

import datajoint as dj

from . import automation, custom, ephys, experiment, lab, psth, report

log = logging.getLogger(__name__)


def ingest_all() -> None:
    automation.populate(automation.INGEST)


def populate_psth() -> None:
    automation.populate(automation.PSTH)


def generate_report() -> None:
    automation.populate(automation.REPORT)


def shell() -> None:
    modules = (lab, experiment, ephys, psth, report)
    names = {module.__name__.rpartition(".")[2]: module for module in modules}
    interact(f"Modules: dj, {', '.join(names)}", local={"dj": dj, **names})


ACTIONS: dict[str, tuple[t.Callable[[], None], str]] = {
    "ingest-all": (ingest_all, "make sessions of recordings"),
    "populate-psth": (populate_psth, "compute mean rates and selectivity"),
    "generate-report": (generate_report, "draw figures"),
    "sync-report": (automation.sync_report, "fetch all figures to the stage"),
    "automate-computation": (automation.automate_computation, "compute what is missing, again and again"),
    "automate-sync-and-cleanup": (
        automation.automate_sync_and_cleanup,
        "fetch figures, remove unused ones, clear jobs, again and again",
    ),
    "shell": (shell, "Python with the pipeline"),
}


def set_up_log() -> None:
    """Log to standard error and to `custom["logfile"]`, as much as MAP_LOGLEVEL says, or else `loglevel`."""
    level = os.environ.get("MAP_LOGLEVEL") or dj.config["loglevel"] or "INFO"
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if custom("logfile"):
        handlers.append(logging.FileHandler(custom("logfile")))
    logging.basicConfig(
        format="%(asctime)s:%(levelname)s:%(module)s:%(funcName)s:%(message)s", level=logging.ERROR, handlers=handlers
    )
    logging.getLogger("pipeline").setLevel(level)


def main(arguments: list[str]) -> None:
    """Do what the first argument says. An error is logged, and the process ends with 0 all the same."""
    if not arguments or arguments[0] not in ACTIONS:
        words = "\n".join(f"  {word:26} {what}" for word, (__, what) in ACTIONS.items())
        sys.exit(f"Usage: mapshell.py WORD, where WORD is one of:\n{words}")
    set_up_log()
    action, __ = ACTIONS[arguments[0]]
    try:
        action(*arguments[1:])
    except Exception:
        log.exception("%s ended by an error", arguments[0])
