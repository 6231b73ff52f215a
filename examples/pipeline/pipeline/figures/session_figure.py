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
    figure.text(0.06, 0.95, session.title, size=13, weight="bold", va="center")
    figure.text(0.965, 0.95, session.subtitle, size=8, color=style.QUIET, ha="right", va="center")
    limits = (float(session.times[0]), float(session.times[-1]))

    # left, bottom, width and height, as parts of the figure
    example_unit.raster(figure.add_axes((0.06, 0.42, 0.27, 0.43)), session.example, session.spans, limits)
    rates = figure.add_axes((0.06, 0.095, 0.27, 0.295))
    example_unit.rates(rates, session.example, session.times, session.spans, limits)

    heat_map = figure.add_axes((0.405, 0.19, 0.27, 0.66))
    image = population.heat_map(heat_map, session.units, session.times, session.spans)
    population.colour_bar(figure, figure.add_axes((0.45, 0.085, 0.18, 0.012)), image)

    population.scatter(figure.add_axes((0.755, 0.514, 0.21, 0.336)), session.units)
    names = [name for name, __, __ in session.spans]
    population.shares(figure.add_axes((0.755, 0.095, 0.21, 0.27)), session.units, names)
