"""The two endless words: compute what is missing, and clean up what is no longer needed."""

from __future__ import annotations

import logging
import random
import time
import typing as t

from . import custom, ephys, experiment, jobs, psth, report, stores
from .ingest import behavior as ingest_behavior
from .ingest import ephys as ingest_ephys

log = logging.getLogger(__name__)

INGEST = [ingest_behavior.BehaviorIngest, ingest_ephys.EphysIngest]
EPHYS = [ephys.UnitStat, ephys.ArchivedClustering]
PSTH = [psth.UnitPsth, psth.PeriodSelectivity, psth.SessionSelectivity]
REPORT = report.report_tables

SCHEMAS = [ingest_behavior.schema, ingest_ephys.schema, experiment.schema, ephys.schema, psth.schema, report.schema]
"""Those whose jobs are looked after."""

SETTINGS = {"reserve_jobs": True, "suppress_errors": True, "max_calls": 100}
DEFAULT_CLEANUP_SECONDS = 1800
DEFAULT_CLEANUP_AGE = 4 * 3600


def populate(tables: t.Iterable[t.Any]) -> None:
    """Populate tables in turn. One that fails doesn't stop the others."""
    for table in tables:
        try:
            jobs.name_connection(table.connection)
            table.populate(**SETTINGS)
        except Exception as error:
            _tell(table.__name__, error)
            attempt(_leave_transaction, table.connection)


def attempt(action: t.Callable[..., t.Any], *arguments: t.Any) -> None:
    """Do something that may fail, and will be done again in the next round."""
    try:
        action(*arguments)
    except Exception as error:
        _tell(action.__name__, error)


def _tell(what: str, error: Exception) -> None:
    """In a line, for a database that is away is met by every table; in full when debugging."""
    log.error("%s failed: %r", what, error, exc_info=log.isEnabledFor(logging.DEBUG))


def _leave_transaction(connection: t.Any) -> None:
    """A job whose end failed leaves its transaction open, and no table could be populated any more."""
    if connection.in_transaction:
        connection.cancel_transaction()


def automate_computation() -> None:
    """Compute what is missing, again and again."""
    while True:
        for schema in SCHEMAS:
            attempt(jobs.clear_abandoned, schema)
        populate([*INGEST, *EPHYS, *PSTH, *REPORT])
        attempt(report.delete_outdated_session_plots)
        seconds = custom("automation.sleep_seconds") or random.randint(300, 600)  # noqa: S311 (not a secret)  # nosec B311
        log.info("sleep for %s s", seconds)
        time.sleep(seconds)


def automate_sync_and_cleanup() -> None:
    """Keep the stage and the store in step with the tables, again and again, if the configuration allows it."""
    if not custom("allow_external_cleanup", False):
        print('Nothing is cleaned up: set custom["allow_external_cleanup"] to true to allow it.')  # noqa: T201
        return
    while True:
        for action in (sync_report, clean_store, clean_stage, clean_jobs):
            attempt(action)
        time.sleep(custom("automation.cleanup_seconds", DEFAULT_CLEANUP_SECONDS))


def sync_report() -> None:
    """Fetch all figures of the report store to the stage."""
    for table in report.report_tables:
        for key in table.fetch("KEY"):
            attempt((table & key).fetch1, "figure")


def clean_store() -> None:
    """Remove figures that no row has needed for some hours."""
    age = int(custom("automation.cleanup_age_seconds", DEFAULT_CLEANUP_AGE))
    old = f"timestamp < NOW() - INTERVAL {age} SECOND"
    removed = stores.remove_unused(report.schema.external[report.STORE], old)
    log.info("removed %s unused figures", removed)


def clean_stage() -> None:
    """Remove figures that a killed worker left half written."""
    age = float(custom("automation.cleanup_age_seconds", DEFAULT_CLEANUP_AGE))
    stores.remove_partial(stores.stage(report.STORE), age)


def clean_jobs() -> None:
    """Let jobs be tried again that failed for reasons outside of them, or whose worker is gone."""
    for schema in SCHEMAS:
        passing, abandoned = jobs.clear_passing_errors(schema), jobs.clear_abandoned(schema)
        if passing or abandoned:
            log.info("%s: cleared %s errors, %s abandoned jobs", schema.database, passing, abandoned)
