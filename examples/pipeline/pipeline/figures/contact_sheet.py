"""All figures on one sheet."""

from __future__ import annotations

import io
import math
import typing as t

import numpy as np
from PIL import Image

from . import style

COLUMNS = 2
TILE = (1000, 625)
GAP, HEAD = 24, 92


def draw(title: str, subtitle: str, figures: t.Sequence[bytes]) -> bytes:
    """A PNG of a title above smaller copies of the figures, two beside each other. figures: PNGs of one shape."""
    rows = math.ceil(len(figures) / COLUMNS)
    width = COLUMNS * (TILE[0] + GAP) + GAP
    height = HEAD + rows * (TILE[1] + GAP) + GAP

    def paint(sheet: t.Any) -> None:
        sheet.patch.set_facecolor(style.FAINT)
        middle = 1 - (HEAD + GAP / 2) / 2 / height
        sheet.text(GAP / width, middle, title, size=17, weight="bold", va="center")
        sheet.text(1 - GAP / width, middle, subtitle, size=10, color=style.QUIET, ha="right", va="center")
        for number, figure in enumerate(figures):
            row, column = divmod(number, COLUMNS)
            top = HEAD + GAP / 2 + row * (TILE[1] + GAP)
            sheet.figimage(_small(figure), GAP + column * (TILE[0] + GAP), height - top - TILE[1])

    return style.png(paint, (width / style.DOTS, height / style.DOTS))


def _small(figure: bytes) -> t.Any:
    return np.asarray(Image.open(io.BytesIO(figure)).convert("RGB").resize(TILE, Image.Resampling.LANCZOS))
