"""Files in the stage: whole or not there."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from pipeline import stores


class Stage(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    def test_the_name_is_the_contents(self) -> None:
        one, same = (stores.write_whole(self.folder / "a", "1_2", b"x") for __ in range(2))
        other = stores.write_whole(self.folder / "a", "1_2", b"y")
        self.assertEqual(one, same)
        self.assertEqual(self.files(), sorted([one.name, other.name]))
        self.assertEqual(one.read_bytes(), b"x")

    def test_struck_before_the_end_there_is_nothing_of_that_name(self) -> None:
        with mock.patch.object(os, "replace", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
            stores.write_whole(self.folder, "1_2", b"x")
        self.assertEqual([name for name in self.files() if not name.endswith(stores.PARTIAL)], [])
        stores.remove_partial(self.folder, 60)
        self.assertEqual(len(self.files()), 1)
        stores.remove_partial(self.folder, -1)
        self.assertEqual(self.files(), [])
