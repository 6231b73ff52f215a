"""Figures: of the right size, the same bytes every time, soon enough, and also of odd sessions."""

from __future__ import annotations

import io
import time
import unittest

import numpy as np
from PIL import Image

from pipeline import statistics
from pipeline.figures import contact_sheet, example_unit, population, session_figure

SPANS = [("sample", -2.5, -1.2), ("delay", -1.2, 0.0), ("response", 0.0, 1.3)]


def session(
    units: int = 60, trials: int = 90, names: tuple[str, ...] = ("left ALM", "left vS1")
) -> session_figure.Session:
    """A session of noise."""
    rng = np.random.default_rng(8)
    times = statistics.TIMES
    sides = []
    for __ in range(2):
        spikes = np.sort(rng.integers(0, max(trials, 1), trials * 30)), rng.uniform(-3, 1.8, trials * 30)
        sides.append(example_unit.Side(trials, spikes, rng.uniform(2, 9, len(times)), np.full(len(times), 0.5)))
    rates = [rng.gamma(1, 5, (units, 3)) for __ in range(2)]
    courses = [rng.gamma(1, 5, (units, len(times))) for __ in range(2)]
    insertion = rng.integers(0, len(names), units)
    some = population.Population(*courses, *rates, rng.random((units, 3)) < 0.3, insertion, names)
    return session_figure.Session("Title", "facts", times, SPANS, example_unit.Example("Unit 1", *sides), some)


def size(png: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(png)).size


class Figures(unittest.TestCase):
    def test_the_same_numbers_give_the_same_bytes(self) -> None:
        self.assertEqual(session_figure.draw(session()), session_figure.draw(session()))

    def test_a_figure_is_drawn_soon_and_of_its_size(self) -> None:
        session_figure.draw(session())
        begin = time.process_time()
        png = session_figure.draw(session())
        self.assertLess(time.process_time() - begin, 3)
        self.assertEqual(size(png), (1600, 1000))

    def test_there_is_nothing_in_it_but_the_picture(self) -> None:
        kinds = [chunk for chunk in (b"tEXt", b"zTXt", b"iTXt", b"tIME") if chunk in session_figure.draw(session())]
        self.assertEqual(kinds, [])

    def test_odd_sessions(self) -> None:
        for units, trials, names in ((1, 1, ("left ALM",)), (2, 0, ("a", "b")), (300, 5, ("a", "b", "c", "d"))):
            with self.subTest(units=units, trials=trials):
                self.assertEqual(size(session_figure.draw(session(units, trials, names))), (1600, 1000))

    def test_a_contact_sheet_holds_two_in_a_row(self) -> None:
        figure = session_figure.draw(session())
        two, three = (size(contact_sheet.draw("Title", "facts", [figure] * number)) for number in (2, 3))
        self.assertEqual(two[0], three[0])
        self.assertAlmostEqual(three[1] - two[1], 649, delta=1)
