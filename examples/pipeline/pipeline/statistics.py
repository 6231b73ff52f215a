"""The pipeline's statistics. Pure: arrays in, numbers out; times are in s, rates in spikes/s."""

from __future__ import annotations

import typing as t

import numpy as np

Array = t.Any
"""A numpy array."""

BEFORE, AFTER = 3.0, 1.8
"""What of a trial is looked at: s before and after its go cue."""

BIN = 0.02
TIMES = np.round(np.arange(-BEFORE, AFTER, BIN) + BIN / 2, 3)
"""The middles of the bins of a PSTH, in s from the go cue."""

SMOOTHING = 0.05
CHUNK = 500


def _smoother() -> Array:
    """What smooths a row of bins by a Gaussian, whose weights add up to one at the edges too."""
    weights = np.exp(-0.5 * ((TIMES[:, None] - TIMES[None, :]) / SMOOTHING) ** 2)
    return weights / weights.sum(axis=0)


SMOOTHER = _smoother()


def aligned(spikes: Array, gos: Array) -> tuple[Array, Array]:
    """Every spike near a go cue: the index of its trial, and its time from that trial's go cue."""
    first, last = np.searchsorted(spikes, gos - BEFORE), np.searchsorted(spikes, gos + AFTER)
    trial = np.repeat(np.arange(len(gos)), last - first)
    times = np.concatenate([spikes[a:b] for a, b in zip(first, last)]) if len(gos) else np.empty(0)
    return trial, times - gos[trial]


def binned(spikes: Array, gos: Array) -> Array:
    """Spikes of each trial in each bin: shape (trials, len(TIMES))."""
    trial, times = aligned(spikes, gos)
    position = np.clip(((times + BEFORE) / BIN).astype(int), 0, len(TIMES) - 1)
    flat = np.bincount(trial * len(TIMES) + position, minlength=len(gos) * len(TIMES))
    return flat.reshape(len(gos), len(TIMES))


def psth(counts: Array) -> tuple[Array, Array]:
    """The mean rate of trials and its standard error, smoothed: both of shape (len(TIMES),)."""
    if not len(counts):
        empty = np.full(len(TIMES), np.nan)
        return empty, empty
    rates = counts @ SMOOTHER / BIN
    return rates.mean(axis=0), rates.std(axis=0) / np.sqrt(len(rates))


def period_counts(spikes: Array, gos: Array, periods: t.Sequence[tuple[float, float]]) -> Array:
    """Spikes of each trial in each period: shape (trials, periods). periods: (start, end) from the go cue."""
    edges = [(np.searchsorted(spikes, gos + start), np.searchsorted(spikes, gos + end)) for start, end in periods]
    return np.stack([last - first for first, last in edges], axis=1)


def permutation_test(counts: Array, right: Array, permutations: int, seed: t.Sequence[int]) -> Array:
    """How often chance makes left and right trials differ as much: one p value for each period.

    counts: (trials, periods), whole numbers, so that sums are exact on every machine; right: (trials,) of bool
    """
    rng = np.random.default_rng(list(seed))
    counts, total = counts.astype(float), counts.sum(axis=0)
    number, rights = len(right), int(right.sum())

    def difference(sums: Array) -> Array:
        # |mean of right - mean of left|, times the numbers of both: whole, so that ties are ties
        return np.abs(sums * number - total * rights)

    observed = difference(right.astype(float) @ counts)
    reached = np.zeros(counts.shape[1])
    for start in range(0, permutations, CHUNK):
        labels = np.tile(right.astype(float), (min(CHUNK, permutations - start), 1))
        rng.permuted(labels, axis=1, out=labels)
        reached += (difference(labels @ counts) >= observed).sum(axis=0)
    return (reached + 1) / (permutations + 1)


def discoveries(p_values: Array, rate: float = 0.05) -> Array:
    """Which of many tests to believe, when `rate` of the believed may be false (Benjamini and Hochberg)."""
    p_values = np.asarray(p_values, float)
    order = np.sort(p_values)
    passed = order <= rate * np.arange(1, len(order) + 1) / max(len(order), 1)
    return p_values <= (order[passed].max() if passed.any() else -1.0)


def selectivity(left: Array, right: Array) -> Array:
    """(right - left) / (right + left), and 0 where there is no spike."""
    total = np.asarray(right + left, float)
    return np.divide(right - left, total, out=np.zeros_like(total), where=total > 0)


def recorded_seconds(starts: Array, gos: Array) -> float:
    """How long all trials are together, each of them as long before its start as the others."""
    return float(len(starts) * (np.median(gos - starts) + AFTER)) if len(starts) else 0.0


def spike_train(spikes: Array, seconds: float) -> dict[str, float]:
    """A unit's rate, the fraction of its intervals that are too short, and how much its intervals vary."""
    intervals = np.diff(spikes)
    intervals = intervals[intervals < BEFORE + AFTER]
    some = len(intervals) > 1
    return {
        "avg_firing_rate": len(spikes) / seconds if seconds else 0.0,
        "isi_violation": float((intervals < 0.0025).mean()) if some else 0.0,
        "interval_variation": float(intervals.std() / intervals.mean()) if some else 0.0,
    }
