"""All units of a session: what they prefer over time, in the delay, and how many are selective in each period."""

from __future__ import annotations

import dataclasses
import typing as t

import numpy as np

from . import style
from .example_unit import Spans

DELAY = 1
"""The delay's column in the arrays of periods: sample, delay, response."""


@dataclasses.dataclass(frozen=True)
class Population:
    """One row a unit. left, right: mean rates over time; left_rate, right_rate, selective: in each period.

    insertion: which of `names` a unit was recorded by
    """

    left: t.Any
    right: t.Any
    left_rate: t.Any
    right_rate: t.Any
    selective: t.Any
    insertion: t.Any
    names: t.Sequence[str]

    @property
    def preference(self) -> t.Any:
        """Right less left, as a fraction of a unit's largest difference, or of 2 spikes/s if that is more."""
        difference = self.right - self.left
        return difference / np.maximum(np.abs(difference).max(axis=1, keepdims=True), 2.0)


def heat_map(figure: t.Any, axes: t.Any, population: Population, times: t.Any, spans: Spans) -> None:
    """A row a unit: those that prefer right above those that prefer left, each group from early to late."""
    shown = population.preference
    strongest = shown[np.arange(len(shown)), np.abs(shown).argmax(axis=1)]
    order = np.lexsort((np.abs(shown).argmax(axis=1), -np.sign(strongest)))
    extent = (times[0] - 0.01, times[-1] + 0.01, len(shown), 0)
    image = axes.imshow(
        shown[order], cmap=style.LEFT_TO_RIGHT, vmin=-1, vmax=1, aspect="auto", extent=extent, interpolation="nearest"
    )
    axes.set(title="All units, by preference and time", xlabel="Time from go cue (s)", ylabel="Unit")
    axes.set_yticks([0.5, len(shown) - 0.5], ["1", str(len(shown))])
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    style.periods(axes, spans, named=True)
    bar = figure.colorbar(image, ax=axes, orientation="horizontal", shrink=0.6, aspect=32, pad=0.1, ticks=[-1, 0, 1])
    bar.ax.set_xticklabels(["fires for left", "same", "fires for right"])
    bar.ax.tick_params(length=0, labelsize=6.5, pad=3)
    bar.outline.set_visible(False)


def scatter(axes: t.Any, population: Population) -> None:
    """Each unit's rate in the delay of left trials against that of right ones; coloured where they surely differ."""
    left, right = (np.maximum(rate[:, DELAY], 0.1) for rate in (population.left_rate, population.right_rate))
    sure = population.selective[:, DELAY]
    colours = np.where(right > left, style.RIGHT, style.LEFT)
    axes.plot([0.08, 100], [0.08, 100], color=style.FAINT, lw=0.8, zorder=0)
    axes.scatter(left[~sure], right[~sure], s=11, facecolor="white", edgecolor="#A8A8A8", lw=0.6)
    axes.scatter(left[sure], right[sure], s=14, c=colours[sure], edgecolor="white", lw=0.4)
    axes.set(xscale="log", yscale="log", xlim=(0.08, 100), ylim=(0.08, 100), aspect="equal")
    axes.set(xlabel="Left trials (spikes/s)", ylabel="Right trials (spikes/s)", title="Rates in the delay")
    axes.set_xticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    axes.set_yticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    axes.minorticks_off()


def shares(axes: t.Any, population: Population, names: t.Sequence[str]) -> None:
    """How many of each insertion's units are selective in each period, by what they prefer."""
    groups = len(population.names)
    width = 0.72 / groups
    prefers = np.sign(population.right_rate - population.left_rate)
    for number, name in enumerate(population.names):
        of = population.insertion == number
        place = np.arange(len(names)) + (number - (groups - 1) / 2) * width
        for sign, colour in ((1, style.RIGHT), (-1, style.LEFT)):
            percent = 100 * (population.selective & (prefers == sign))[of].mean(axis=0)
            axes.bar(place, sign * percent, width * 0.88, color=colour, alpha=1 - 0.42 * number, lw=0)
        for x in place if groups > 1 else []:
            axes.text(x, -0.02, name, transform=axes.get_xaxis_transform(), ha="center", va="top", size=5.5)
    axes.axhline(0, color=style.INK, lw=0.6)
    most = max(20.0, 1.15 * max(abs(limit) for limit in axes.get_ylim()))
    axes.set(ylim=(-most, most), ylabel="Selective units (%)", title="Share of selective units")
    axes.set_xticks(range(len(names)), names)
    axes.tick_params(axis="x", length=0, pad=3 if groups == 1 else 11)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.spines["bottom"].set_visible(False)
