"""Healthy is: the engine answers through the gate."""

from __future__ import annotations

import os
import sys

from .engine import Engine

if __name__ == "__main__":
    sys.exit(Engine(os.environ["GATE_SOCKET"]).ask("GET", "/_ping").status != 200)
