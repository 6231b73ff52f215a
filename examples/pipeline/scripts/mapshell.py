#!/usr/bin/env python
"""The pipeline from the command line: `python scripts/mapshell.py WORD`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.shell import main

if __name__ == "__main__":
    main(sys.argv[1:])
