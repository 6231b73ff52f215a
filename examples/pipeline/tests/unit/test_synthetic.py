"""Synthetic recordings: always the same, and like what they stand for."""

from __future__ import annotations

import unittest

import numpy as np

from pipeline import statistics
from pipeline.ingest import synthetic


class Recordings(unittest.TestCase):
    def setUp(self) -> None:
        self.trials = synthetic.make_trials(3, 150)

    def test_the_same_seed_gives_the_same_session(self) -> None:
        first, second = (synthetic.make_units(3, 3, "ALM", self.trials) for __ in range(2))
        for one, other in zip(first, second):
            self.assertEqual(one.depth, other.depth)
            np.testing.assert_array_equal(one.spikes, other.spikes)
        different = synthetic.make_units(4, 3, "ALM", self.trials)
        self.assertNotEqual(first[0].spikes.tolist(), different[0].spikes.tolist())

    def test_trials_follow_each_other(self) -> None:
        self.assertTrue((np.diff(self.trials.start) >= synthetic.BEFORE + synthetic.AFTER).all())
        self.assertFalse((self.trials.hit & self.trials.ignore).any())
        self.assertTrue(100 < self.trials.hit.sum() < 145)

    def test_spikes_are_sorted_and_apart(self) -> None:
        for unit in synthetic.make_units(3, 5, "vS1", self.trials):
            self.assertTrue((np.diff(unit.spikes) > 0.0019).all())
            rate = len(unit.spikes) / (150 * (synthetic.BEFORE + synthetic.AFTER))
            self.assertTrue(0.05 < rate < 120, rate)

    def test_areas_code_what_they_are_known_for(self) -> None:
        sample, __, response = 0, 1, 2
        self.assertGreater(self.selective("vS1")[sample], self.selective("Medulla")[sample])
        self.assertGreater(self.selective("Medulla")[response], self.selective("vS1")[response])

    def selective(self, area: str) -> list[int]:
        """How many of 20 units are selective in sample, delay and response."""
        good = self.trials.hit & ~self.trials.early
        gos, right = self.trials.go[good], self.trials.right[good]
        periods = [(-2.5, -1.2), (-1.2, 0.0), (0.0, 1.3)]
        p_values = [
            statistics.permutation_test(statistics.period_counts(unit.spikes, gos, periods), right, 200, (number,))
            for number, unit in enumerate(synthetic.make_units(9, 20, area, self.trials))
        ]
        return list((np.array(p_values) < 0.01).sum(axis=0))
