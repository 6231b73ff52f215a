"""Synthetic trials and spikes of a delayed-response task. Pure: the same seed gives the same numbers everywhere."""

from __future__ import annotations

import dataclasses
import typing as t

import numpy as np

BIN = 0.01
"""Width in s of the bins in which a rate is constant."""

BEFORE, AFTER = 3.4, 2.2
"""A trial's s before and after its go cue."""

SAMPLE, DELAY = -2.5, -1.2
"""When sample and delay begin, in s from the go cue."""

# How strongly units of an area code what is felt (sample), planned (delay) and done (response).
AREAS = {
    "ALM": (0.3, 1.0, 0.8),
    "vS1": (1.0, 0.2, 0.3),
    "Striatum": (0.3, 0.7, 0.8),
    "Thalamus": (0.4, 0.9, 0.7),
    "Midbrain": (0.1, 0.5, 1.1),
    "Medulla": (0.0, 0.2, 1.3),
}

Array = t.Any
"""A numpy array."""


@dataclasses.dataclass(frozen=True)
class Trials:
    """One entry a trial. start, go: s of the session; right: instructed; hit, ignore, early: what the animal did."""

    start: Array
    go: Array
    right: Array
    hit: Array
    ignore: Array
    early: Array

    @property
    def licked_right(self) -> Array:
        return self.right == self.hit


@dataclasses.dataclass(frozen=True)
class Unit:
    """depth: um on the probe; spikes: s of the session, sorted."""

    depth: float
    spikes: Array


def make_trials(seed: int, number: int) -> Trials:
    """The trials of a session; the animal tires towards its end."""
    rng = np.random.default_rng([seed, 0])
    length = BEFORE + AFTER
    start = np.round(np.cumsum(length + rng.exponential(1.5, number)) - length, 4)
    right = rng.random(number) < 0.5
    ignore = rng.random(number) < 0.02 + 0.08 * np.linspace(0, 1, number) ** 4
    hit = (rng.random(number) < 0.84) & ~ignore
    return Trials(start, start + BEFORE, right, hit, ignore, rng.random(number) < 0.06)


def make_units(seed: int, number: int, area: str, trials: Trials) -> list[Unit]:
    """The units of one insertion."""
    return [_unit(np.random.default_rng([seed, index]), area, trials) for index in range(1, number + 1)]


def _unit(rng: t.Any, area: str, trials: Trials) -> Unit:
    time = np.arange(-BEFORE, AFTER, BIN) + BIN / 2
    course, codes = _courses(time, rng), np.array(AREAS[area])
    base = np.clip(rng.lognormal(1.3, 0.8), 0.3, 30)
    common = rng.normal(0, 0.5, 3) * codes + 0.1
    taste = rng.choice([-1, 1])  # contralateral or ipsilateral
    selective = taste * codes * rng.gamma(0.9, 0.45, 3) * np.where(rng.random(3) < 0.15, -1, 1)
    # What was instructed drives the sample; what will be licked drives the rest. No plan, no response.
    felt = np.where(trials.right, 1.0, -1.0)
    done = np.where(trials.ignore, 0.0, np.where(trials.licked_right, 1.0, -1.0))
    sides = np.stack([felt, done, done], axis=1)
    engaged = np.stack([np.ones(len(felt)), 1 - 0.7 * trials.ignore, 1 - 0.8 * trials.ignore], axis=1)
    gains = common * engaged + selective * sides
    drift = np.cumsum(rng.normal(0, 0.02, len(felt)))[:, None] + rng.normal(0, 0.12, len(felt))[:, None]
    rates = base * np.exp(np.clip(gains @ course + drift, -4, 2.2))
    return Unit(round(float(rng.uniform(0, 3000)), 1), _spikes(rng, rates, trials.start))


def _courses(time: Array, rng: t.Any) -> Array:
    """How much sample, delay and response move a unit over a trial: shape (3, times)."""
    shift = rng.normal(0, 0.05)
    since = time - SAMPLE - 0.06 - shift
    sample = _rise(since, 0.09) * (1 - _rise(time - DELAY - 0.05 - shift, 0.2))
    slope = rng.uniform(0.6, 2.0)
    planned = np.clip((time - SAMPLE - 0.5) / (-SAMPLE - 0.5), 0, 1) ** slope
    delay = planned * (1 - _rise(time - 0.08, 0.15))
    peak = rng.uniform(0.08, 0.3)
    late = np.clip(time - 0.02, 0, None)
    response = late / peak * np.exp(1 - late / peak) + 0.3 * _rise(late - 0.1, 0.2) * np.exp(-late / 0.9)
    return np.stack([sample, delay, response])


def _rise(time: Array, tau: float) -> Array:
    return 1 - np.exp(-np.clip(time, 0, None) / tau)


def _spikes(rng: t.Any, rates: Array, starts: Array) -> Array:
    """Poisson spikes with a refractory time of 2 ms, to a tenth of a millisecond."""
    counts = rng.poisson(rates * BIN)
    trial, position = np.nonzero(counts)
    times = starts[trial] + position * BIN
    times = np.repeat(times, counts[trial, position])
    times = np.sort(np.round(times + rng.random(len(times)) * BIN, 4))
    return times[np.diff(times, prepend=-1.0) > 0.002]
