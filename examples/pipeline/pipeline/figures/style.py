"""Colours, letters and lines of all figures. The colours can be told apart by colour-blind people."""

from __future__ import annotations

import io
import typing as t

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

LEFT, RIGHT = "#D55E00", "#0072B2"
INK, QUIET, FAINT = "#222222", "#767676", "#E6E6E6"
LEFT_TO_RIGHT = LinearSegmentedColormap.from_list("left_to_right", ["#7A3400", LEFT, "#FFFFFF", RIGHT, "#003E63"])

SIZE, DOTS = (10.0, 6.25), 160
"""Inches, and dots an inch: 1600 x 1000."""

_LETTERS: dict[str, t.Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 7.5,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 14,
    "axes.labelpad": 3,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.frameon": False,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "map",
}


def png(paint: t.Callable[[Figure], None], size: tuple[float, float] = SIZE) -> bytes:
    """A picture of what `paint` paints on a figure, without a date or a version in it."""
    with rc_context(_LETTERS):
        figure = Figure(figsize=size, dpi=DOTS, facecolor="white")
        FigureCanvasAgg(figure)
        paint(figure)
        written = io.BytesIO()
        figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def periods(axes: t.Any, spans: t.Sequence[tuple[str, float, float]], named: bool = False) -> None:
    """Thin lines where the task's periods begin and end, and their names above the axes."""
    for edge in sorted({edge for __, start, end in spans for edge in (start, end)}):
        axes.axvline(edge, color=INK if edge == 0 else QUIET, lw=0.7 if edge == 0 else 0.5, ls=(0, (3, 3)), zorder=3)
    for name, start, end in spans if named else []:
        place = ((start + end) / 2, 1.01)
        axes.text(*place, name, transform=axes.get_xaxis_transform(), ha="center", va="bottom", color=QUIET, size=6.5)


def beside(axes: t.Any, y: float, words: str, colour: str) -> None:
    """Words on the left of an image, upwards, in the middle of the rows that they are about."""
    place = axes.get_yaxis_transform()
    axes.text(-0.025, y, words, transform=place, rotation=90, ha="right", va="center", color=colour, weight="bold")


def marks(axes: t.Any, names: t.Sequence[tuple[str, float, str]]) -> None:
    """A small square for each (colour, opacity, name), in a row under the title of the axes."""
    squares = [Rectangle((0, 0), 1, 1, color=colour, alpha=alpha, lw=0) for colour, alpha, __ in names]
    if squares:
        axes.legend(
            squares,
            [name for __, __, name in names],
            loc="lower left",
            bbox_to_anchor=(0, 1),
            borderaxespad=0.2,
            borderpad=0,
            ncols=len(squares),
            handlelength=0.8,
            handleheight=0.8,
            handletextpad=0.5,
            columnspacing=1.2,
            fontsize=6.5,
        )
