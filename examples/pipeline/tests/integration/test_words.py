"""What the clean-up removes and what it leaves, and what the commands say."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import datajoint as dj

from pipeline import automation, report, shell, stores

from . import declared

SCRIPTS = Path(__file__).parents[2] / "scripts"


def setUpModule() -> None:
    declared.start()


def custom(**settings: object) -> dict[str, object]:
    return {"custom": {name.replace("__", "."): value for name, value in settings.items()}}


class Words(unittest.TestCase):
    def setUp(self) -> None:
        self.external = report.schema.external[report.STORE]
        self.addCleanup(automation.populate, automation.REPORT)

    def drop_figure(self) -> None:
        (report.SessionFigure & report.SessionFigure.fetch("KEY", limit=1)).delete_quick()

    def test_only_files_go_that_nobody_has_needed_for_hours(self) -> None:
        self.drop_figure()
        automation.clean_store()
        self.assertEqual(len(self.external), declared.SESSIONS)
        self.external.connection.query(
            "UPDATE map_v2_report.`~external_report_store` SET timestamp = NOW() - INTERVAL 5 HOUR"
        )
        automation.clean_store()
        self.assertEqual(len(self.external), declared.SESSIONS - 1)
        automation.populate(automation.REPORT)
        self.assertEqual(declared.state(), declared.WHOLE)

    def test_figures_are_fetched_to_the_stage_also_if_one_cannot_be(self) -> None:
        for path in stores.stage(report.STORE).rglob("*.png"):
            path.unlink()
        automation.sync_report()
        self.assertEqual(len(list(stores.stage(report.STORE).rglob("*.png"))), declared.SESSIONS)

    def test_what_is_half_written_goes_when_it_is_old(self) -> None:
        half = stores.stage(report.STORE) / f".figure.png{stores.PARTIAL}"
        half.touch()
        automation.clean_stage()
        self.assertTrue(half.exists())
        os.utime(half, (0, 0))
        automation.clean_stage()
        self.assertFalse(half.exists())

    def test_nothing_is_cleaned_up_unless_it_is_allowed(self) -> None:
        for settings in (custom(), custom(allow_external_cleanup=False), {"custom": None}):
            said = io.StringIO()
            with mock.patch.dict(dj.config, settings), contextlib.redirect_stdout(said):
                shell.main(["automate-sync-and-cleanup"])
            self.assertIn("allow_external_cleanup", said.getvalue())
            self.assertEqual(len(said.getvalue().splitlines()), 1)

    def test_one_table_that_fails_does_not_stop_the_others(self) -> None:
        self.drop_figure()
        with mock.patch.object(automation.PSTH[0], "populate", side_effect=ValueError("broken")):
            with self.assertLogs("pipeline", "ERROR") as logged:
                automation.populate([*automation.PSTH, *automation.REPORT])
        self.assertEqual(len(logged.output), 1)
        self.assertEqual(declared.state(), declared.WHOLE)

    def test_the_sheet_is_written_when_all_is_there_and_says_what_is_not(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(SCRIPTS / "contact_sheet.py"), "--expect-all", "--timeout", "0"]
            sheet = Path(folder, "sheet.png")
            done = subprocess.run([*command, "--output", str(sheet)], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, sheet.read_bytes()[:4]), (0, b"\x89PNG"))
            of = declared.SESSIONS
            self.assertIn(f"{of} recordings, {of} computed, {of} figures, {of} objects", done.stdout)
            self.drop_figure()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr.splitlines()[-1], r"^Not all is there after 0 s: \d+/\d+ has no figure\.$")
