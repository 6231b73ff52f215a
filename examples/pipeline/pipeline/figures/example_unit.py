"""One unit: its spikes in every trial, and its mean rate in left and right trials."""

from __future__ import annotations

import dataclasses
import typing as t

from . import style

Spans = t.Sequence[tuple[str, float, float]]
"""The task's periods: name, start and end in s from the go cue."""


@dataclasses.dataclass(frozen=True)
class Side:
    """Trials to one side. spikes: (trial from 0, s from the go cue) as two arrays; rate, error: spikes/s at `times`."""

    trials: int
    spikes: tuple[t.Any, t.Any]
    rate: t.Any
    error: t.Any


@dataclasses.dataclass(frozen=True)
class Example:
    name: str
    left: Side
    right: Side


def raster(axes: t.Any, example: Example, spans: Spans, limits: tuple[float, float]) -> None:
    """A line a trial: right trials above left ones."""
    base, number = 0, example.left.trials + example.right.trials
    size = 0.95 * axes.bbox.height / axes.figure.dpi * 72 / max(number, 1)
    for side, colour, name in ((example.left, style.LEFT, "left"), (example.right, style.RIGHT, "right")):
        trial, times = side.spikes
        axes.plot(times, base + trial + 0.5, "|", color=colour, ms=size, mew=0.5)
        style.beside(axes, base + side.trials / 2, f"lick {name}", colour)
        base += side.trials
    axes.axhline(example.left.trials, color="white", lw=2, zorder=4)
    axes.set(xlim=limits, ylim=(0, max(base, 1)), yticks=[], title=example.name)
    axes.tick_params(labelbottom=False, length=0)
    axes.spines[:].set_visible(False)
    style.periods(axes, spans, named=True)


def rates(axes: t.Any, example: Example, times: t.Any, spans: Spans, limits: tuple[float, float]) -> None:
    """Mean rates with their standard errors."""
    for side, colour in ((example.left, style.LEFT), (example.right, style.RIGHT)):
        axes.fill_between(times, side.rate - side.error, side.rate + side.error, color=colour, alpha=0.22, lw=0)
        axes.plot(times, side.rate, color=colour, lw=1.4)
    axes.set(xlim=limits, xlabel="Time from go cue (s)", ylabel="Spikes/s")
    axes.set_ylim(bottom=0)
    style.periods(axes, spans)
