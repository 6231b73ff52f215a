"""All units of a session: what they prefer over time, in the delay, and how many are selective in each period."""

from __future__ import annotations

import dataclasses
import typing as t

import numpy as np

from . import style
from .example_unit import Spans

DELAY = 1
"""The delay's column in the arrays of periods: sample, delay, response."""

SOFT = 2.0
"""Spikes/s that are added to a unit's largest rate, so that the noise of quiet units stays pale."""

LIMITS = (0.08, 100.0)
LETTER = 0.0155
"""The width of a letter as part of the map's height: a group that is smaller than its name gets none."""


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
        """The rate in right trials less that in left ones, by the unit's largest rate: from -1 to 1."""
        largest = np.maximum(self.left, self.right).max(axis=1, keepdims=True)
        return (self.right - self.left) / (largest + SOFT)

    @property
    def order(self) -> tuple[t.Any, list[int]]:
        """Units that prefer right, prefer nothing, prefer left, each group by when it does most; the groups' sizes."""
        shown = self.preference
        when = np.abs(shown).argmax(axis=1)
        most = shown[np.arange(len(shown)), when]
        group = np.where(self.selective.any(axis=1), np.where(most > 0, 0, 2), 1)
        return np.lexsort((when, group)), np.bincount(group, minlength=3).tolist()


def heat_map(axes: t.Any, population: Population, times: t.Any, spans: Spans) -> t.Any:
    """A row a unit. The image, for a colour bar."""
    order, sizes = population.order
    image = axes.imshow(
        population.preference[order],
        cmap=style.LEFT_TO_RIGHT,
        vmin=-0.9,
        vmax=0.9,
        aspect="auto",
        extent=(times[0], times[-1], len(order), 0),
        interpolation="nearest",
    )
    axes.set(title="All units", xlabel="Time from go cue (s)", yticks=[])
    axes.spines[:].set_visible(False)
    style.periods(axes, spans, named=True)
    names = (("prefer right", style.RIGHT), ("neither", style.QUIET), ("prefer left", style.LEFT))
    base = 0
    for (name, colour), size in zip(names, sizes):
        words = f"{size} {name}"
        if size > LETTER * len(words) * len(order):
            style.beside(axes, base + size / 2, words, colour)
        base += size
        if 0 < base < len(order):
            axes.axhline(base, color="white", lw=2.5)
    return image


def colour_bar(figure: t.Any, axes: t.Any, image: t.Any) -> None:
    scale = figure.colorbar(image, cax=axes, orientation="horizontal", ticks=[-0.9, 0, 0.9])
    axes.set_xticklabels(["more for left", "same", "more for right"])
    axes.tick_params(length=0, labelsize=6.5, pad=3)
    scale.outline.set_visible(False)


def scatter(axes: t.Any, population: Population) -> None:
    """Each unit's rate in the delay of left trials against that of right ones; coloured where they surely differ."""
    left, right = (np.maximum(rate[:, DELAY], 0.1) for rate in (population.left_rate, population.right_rate))
    sure = population.selective[:, DELAY]
    colours = np.where(right > left, style.RIGHT, style.LEFT)
    axes.plot(LIMITS, LIMITS, color=style.FAINT, lw=0.8, zorder=0)
    axes.scatter(left[~sure], right[~sure], s=11, facecolor="white", edgecolor="#A8A8A8", lw=0.6)
    axes.scatter(left[sure], right[sure], s=15, c=colours[sure], edgecolor="white", lw=0.4)
    words = f"{int(sure.sum())} of {len(sure)}\nselective"
    axes.text(0.98, 0.03, words, transform=axes.transAxes, ha="right", va="bottom", color=style.QUIET, size=6.5)
    axes.set(xscale="log", yscale="log", xlim=LIMITS, ylim=LIMITS, title="Rates in the delay")
    axes.set(xlabel="Left trials (spikes/s)", ylabel="Right trials (spikes/s)")
    ticks = [0.1, 1, 10, 100], ["0.1", "1", "10", "100"]
    axes.set_xticks(*ticks)
    axes.set_yticks(*ticks)
    axes.minorticks_off()


def shares(axes: t.Any, population: Population, names: t.Sequence[str]) -> None:
    """How many of each insertion's units are selective in each period, by what they prefer."""
    groups = len(population.names)
    width = 0.7 / groups
    prefers = np.sign(population.right_rate - population.left_rate)
    for number in range(groups):
        place = np.arange(len(names)) + (number - (groups - 1) / 2) * width
        for sign, colour in ((1, style.RIGHT), (-1, style.LEFT)):
            percent = 100 * (population.selective & (prefers == sign))[population.insertion == number].mean(axis=0)
            axes.bar(place, sign * percent, width * 0.9, color=colour, alpha=_shade(number), lw=0)
    axes.axhline(0, color=style.INK, lw=0.6)
    most = max(20.0, 1.1 * max(abs(limit) for limit in axes.get_ylim()))
    axes.set(ylim=(-most, most), ylabel="Units (%)", title="Selective units")
    axes.set_xticks(range(len(names)), names)
    axes.tick_params(axis="x", length=0, pad=3)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.spines["bottom"].set_visible(False)
    marks = [(style.INK, _shade(number), name) for number, name in enumerate(population.names)]
    style.marks(axes, marks if groups > 1 else [])


def _shade(number: int) -> float:
    """Insertions differ by how pale they are."""
    return max(1 - 0.5 * number, 0.25)
