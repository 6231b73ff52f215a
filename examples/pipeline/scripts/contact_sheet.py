#!/usr/bin/env python
"""Count what the pipeline made, in the database and in the store, and put its figures on one sheet."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline import inventory
from pipeline.figures import contact_sheet

PAUSE = 2


def main() -> int:
    """0 if everything is there that was asked for, 1 if not."""
    options = arguments()
    deadline = time.monotonic() + options.timeout
    found = inventory.read()
    while options.expect_all and found.missing and time.monotonic() < deadline:
        time.sleep(PAUSE)
        found = inventory.read()
    print(found.table())
    if options.output and found.figures:
        title, subtitle = f"{len(found.figures)} sessions", found.total()
        write(options.output, contact_sheet.draw(title, subtitle, found.contents()))
    if options.expect_all and found.missing:
        print(f"Not all is there after {options.timeout:g} s: {'; '.join(found.missing)}.", file=sys.stderr)
        return 1
    return 0


def write(path: str, content: bytes) -> None:
    """To a file, or to standard output."""
    if path == "-":
        sys.stdout.buffer.write(content)
    else:
        Path(path).write_bytes(content)
        print(path)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--expect-all", action="store_true", help="wait for one row and one figure a recording")
    parser.add_argument("--timeout", type=float, default=300, metavar="S", help="how many seconds (default: 300)")
    parser.add_argument("--output", metavar="FILE", help="where the sheet is written, a PNG")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
