"""The statistics, against numbers that can be worked out by hand."""

from __future__ import annotations

import unittest

import numpy as np

from pipeline import statistics


class Rates(unittest.TestCase):
    def test_spikes_are_aligned_to_the_go_cue_of_their_trial(self) -> None:
        trial, times = statistics.aligned(np.array([1.0, 9.5, 10.0, 30.25, 60.0]), np.array([10.0, 30.0]))
        self.assertEqual(trial.tolist(), [0, 0, 1])
        np.testing.assert_allclose(times, [-0.5, 0.0, 0.25])

    def test_no_spikes_and_no_trials(self) -> None:
        self.assertEqual(statistics.binned(np.empty(0), np.array([5.0])).sum(), 0)
        mean, error = statistics.psth(statistics.binned(np.array([1.0]), np.empty(0)))
        self.assertTrue(np.isnan(mean).all())
        self.assertTrue(np.isnan(error).all())

    def test_a_steady_rate_stays_what_it_is_up_to_the_edges(self) -> None:
        spikes = np.arange(0, 200, 0.1) + 0.005
        mean, error = statistics.psth(statistics.binned(spikes, np.arange(10.0, 190.0, 7.003)))
        np.testing.assert_allclose(mean, 10, atol=4)
        self.assertAlmostEqual(float(mean.mean()), 10, delta=0.1)
        self.assertTrue((error >= 0).all())

    def test_spikes_are_counted_in_their_period(self) -> None:
        counts = statistics.period_counts(np.array([8.0, 9.9, 10.1, 20.5]), np.array([10.0, 20.0]), [(-2.5, 0), (0, 1)])
        self.assertEqual(counts.tolist(), [[2, 1], [0, 1]])

    def test_a_spike_train(self) -> None:
        found = statistics.spike_train(np.array([0.0, 0.001, 0.5, 1.0]), 2.0)
        self.assertEqual(found["avg_firing_rate"], 2.0)
        self.assertAlmostEqual(found["isi_violation"], 1 / 3)
        nothing = {"avg_firing_rate": 0.0, "isi_violation": 0.0, "interval_variation": 0.0}
        self.assertEqual(statistics.spike_train(np.empty(0), 0.0), nothing)

    def test_selectivity_goes_from_left_to_right(self) -> None:
        found = statistics.selectivity(np.array([4.0, 0.0, 0.0, 3.0]), np.array([0.0, 2.0, 0.0, 3.0]))
        self.assertEqual(found.tolist(), [-1, 1, 0, 0])


class Permutations(unittest.TestCase):
    right = np.repeat([False, True], 20)

    def test_a_difference_that_chance_never_makes(self) -> None:
        counts = np.where(self.right, 9, 1)[:, None]
        self.assertEqual(statistics.permutation_test(counts, self.right, 999, (1, 2)).tolist(), [0.001])

    def test_no_difference(self) -> None:
        self.assertEqual(statistics.permutation_test(np.ones((40, 2)), self.right, 100, (1,)).tolist(), [1, 1])

    def test_chance_is_right_about_chance(self) -> None:
        rng = np.random.default_rng(5)
        p_values = [statistics.permutation_test(rng.poisson(5, (40, 3)), self.right, 199, (n,)) for n in range(60)]
        self.assertAlmostEqual(float(np.mean(np.concatenate(p_values) <= 0.05)), 0.05, delta=0.045)
        self.assertAlmostEqual(float(np.mean(p_values)), 0.5, delta=0.1)

    def test_the_same_seed_gives_the_same_value(self) -> None:
        counts = np.random.default_rng(6).poisson(5, (40, 3))
        first, second = (statistics.permutation_test(counts, self.right, 700, (3, 4)) for __ in range(2))
        self.assertEqual(first.tolist(), second.tolist())

    def test_discoveries(self) -> None:
        found = statistics.discoveries([0.9, 0.01, 0.02, 0.03, 0.2])
        self.assertEqual(found.tolist(), [False, True, True, True, False])
        self.assertEqual(statistics.discoveries([0.04, 0.9]).tolist(), [False, False])
        self.assertEqual(statistics.discoveries([]).tolist(), [])
