"""A worker that is killed anywhere in a job leaves nothing that the next round doesn't mend.

Needs a configured DataJoint, an empty database, and empty stores.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import typing as t
import unittest
from pathlib import Path
from unittest import mock

from datajoint.external import ExternalTable

from pipeline import automation, jobs, psth, report, stores
from pipeline.figures import session_figure

from . import declared, struck

SOURCE = Path(__file__).parents[2]


def setUpModule() -> None:
    declared.start()


def child(point: str) -> int:
    """How a worker's round ended that was killed at a point, or not if there was nothing to do."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "tests.integration.struck", point]
    return subprocess.run(command, env=environment, check=False, stderr=subprocess.DEVNULL).returncode


def drop_one(to: t.Any) -> None:
    """Take out the first session's figure with its file, and what it was drawn from up to a table."""
    key = report.SessionFigure.fetch("KEY", limit=1)
    for table in (report.SessionFigure, psth.SessionSelectivity, psth.PeriodSelectivity):
        (table & key).delete_quick()
        if table is to:
            break
    stores.remove_unused(report.schema.external[report.STORE], True)


class Struck(unittest.TestCase):
    def setUp(self) -> None:
        self.maxDiff = None
        self.assertEqual(declared.state(), declared.WHOLE)

    def test_killed_at_any_point(self) -> None:
        for point in [*struck.BEFORE, *struck.AFTER]:
            with self.subTest(point=point):
                drop_one({**struck.BEFORE, **struck.AFTER}[point][0])
                self.assertEqual(child(point), -signal.SIGKILL)
                left = declared.state()
                self.assertEqual(left["jobs"], 1)
                self.assertEqual(left["figures"], declared.SESSIONS - (point != "committed"))
                declared.round_of_work()
                self.assertEqual(declared.state(), declared.WHOLE)

    def test_outdated_figures_are_drawn_again_and_their_files_removed(self) -> None:
        before = set(report.SessionFigure.fetch("figure"))
        draw = session_figure.draw
        for version, drawn in ((session_figure.VERSION + 1, lambda data: draw(data) + b"newer"), (None, draw)):
            with mock.patch.object(session_figure, "VERSION", version or session_figure.VERSION + 2):
                with mock.patch.object(session_figure, "draw", drawn):
                    self.assertEqual(report.delete_outdated_session_plots(), declared.SESSIONS)
                    declared.round_of_work()
            self.assertEqual(declared.state(), declared.WHOLE)
            self.assertEqual(set(report.SessionFigure.fetch("figure")) == before, version is None)

    def test_an_object_that_vanished_with_its_row_left_is_placed_again(self) -> None:
        row = report.SessionFigure.fetch("KEY", limit=1)
        (report.SessionFigure & row).delete_quick()
        external = report.schema.external[report.STORE]
        external._remove_external_file(external.unused().fetch_external_paths()[0][1])
        automation.populate(automation.REPORT)
        self.assertEqual(declared.state(), declared.WHOLE)

    def test_a_file_that_is_needed_is_not_removed(self) -> None:
        external = report.schema.external[report.STORE]
        with mock.patch.object(ExternalTable, "unused", lambda table: table):
            with self.assertLogs("pipeline.stores", "WARNING") as logged:
                self.assertEqual(stores.remove_unused(external, True), 0)
        self.assertEqual(len(logged.output), declared.SESSIONS)
        self.assertEqual(declared.state(), declared.WHOLE)

    def test_a_job_that_begins_to_need_a_file_while_it_is_removed(self) -> None:
        row = report.SessionFigure.fetch("KEY", limit=1)
        (report.SessionFigure & row).delete_quick()
        external = report.schema.external[report.STORE]
        remove, workers = ExternalTable._remove_external_file, []

        def slowly(table: t.Any, path: t.Any) -> None:
            thread = threading.Thread(target=lambda: ended.append(child(struck.NOWHERE)))
            thread.start()
            workers.append(thread)
            thread.join(8)  # it waits for the lock that the removal holds
            remove(table, path)

        ended: list[int] = []
        with mock.patch.object(ExternalTable, "_remove_external_file", slowly):
            self.assertEqual(stores.remove_unused(external, True), 1)
        workers[0].join()
        self.assertEqual(ended, [0])
        jobs.clear_passing_errors(report.schema)
        declared.round_of_work()
        self.assertEqual(declared.state(), declared.WHOLE)

    def test_a_living_worker_keeps_its_reservation(self) -> None:
        table = report.schema.jobs
        self.assertTrue(table.reserve("__session_figure", {"subject_id": 1, "session": 1}))
        self.addCleanup(table.delete_quick)
        self.assertEqual(jobs.clear_abandoned(report.schema), 0)
        table.insert1(dict((table & True).fetch1(), key_hash="other", connection_id=2**40), replace=True)
        table.insert1(dict((table & 'key_hash != "other"').fetch1(), key_hash="else", user="else@here"), replace=True)
        self.assertEqual(jobs.clear_abandoned(report.schema), 1)
        self.assertEqual(len(table), 2)

    def test_only_passing_errors_are_forgotten(self) -> None:
        table = report.schema.jobs
        self.addCleanup(table.delete_quick)
        for number, message in enumerate(
            ("LostConnectionError: x", "ValueError: 100% wrong", "OperationalError: (2003")
        ):
            table.error("__session_figure", {"subject_id": number, "session": 1}, message)
        self.assertEqual(jobs.clear_passing_errors(report.schema), 2)
        self.assertEqual(table.fetch1("error_message"), "ValueError: 100% wrong")
