"""The figure of a session: one clear unit, all units, and how many of them are selective."""

from __future__ import annotations

import dataclasses
import typing as t

from . import example_unit, population, style

VERSION = 1
"""One more whenever the figure changes: figures of older versions are drawn again."""


@dataclasses.dataclass(frozen=True)
class Session:
    """What a figure shows. times: of all rates, in s from the go cue; spans: the task's periods."""

    title: str
    subtitle: str
    times: t.Any
    spans: example_unit.Spans
    example: example_unit.Example
    units: population.Population


def draw(session: Session) -> bytes:
    """The figure as a PNG of 1600 x 1000 dots."""
    return style.png(lambda figure: _paint(figure, session))


def _paint(figure: t.Any, session: Session) -> None:
    figure.text(0.045, 0.955, session.title, size=13, weight="bold", va="center")
    figure.text(0.965, 0.955, session.subtitle, size=8, color=style.QUIET, ha="right", va="center")
    limits = (float(session.times[0]), float(session.times[-1]))

    left = figure.add_gridspec(2, 1, left=0.06, right=0.335, top=0.85, bottom=0.09, height_ratios=(1.5, 1), hspace=0.06)
    example_unit.raster(figure.add_subplot(left[0]), session.example, session.spans, limits)
    example_unit.rates(figure.add_subplot(left[1]), session.example, session.times, session.spans, limits)

    middle = figure.add_gridspec(1, 1, left=0.4, right=0.68, top=0.85, bottom=0.06)
    population.heat_map(figure, figure.add_subplot(middle[0]), session.units, session.times, session.spans)

    right = figure.add_gridspec(2, 1, left=0.755, right=0.975, top=0.85, bottom=0.09, hspace=0.45)
    population.scatter(figure.add_subplot(right[0]), session.units)
    population.shares(figure.add_subplot(right[1]), session.units, [name for name, _, _ in session.spans])
