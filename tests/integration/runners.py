"""The two ways in which a module runs: within the controller's process, and as an ordinary module."""

from __future__ import annotations

import pytest

BOTH = pytest.mark.parametrize("in_process", [True, False], ids=["in process", "module"])
AS_MODULE = pytest.mark.parametrize(
    "in_process",
    [pytest.param(True, id="in process", marks=pytest.mark.endurance), pytest.param(False, id="module")],
)
"""By day as a module alone, for the other is what all whole environments have."""
