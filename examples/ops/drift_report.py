#!/usr/bin/env python3
"""Says whether an environment is as it should be, in one line; for a timer or a chat. Uses mapctl as a library.

drift_report.py ENVIRONMENT [WORD]      ends like `mapctl plan`: 0 as it should be, 2 not so, 1 it couldn't be told
"""

from __future__ import annotations

import sys

from mapctl import MapctlError, run


def main(environment: str, word: str = "site") -> int:
    """Plan, and say what came of it."""
    try:
        result = run(environment, word, check=True)
    except MapctlError as error:
        print(f"{environment}: {error}")
        return 1
    if not result.ok:
        where = ", ".join(f"{failure.role}: {failure.task}" for failure in result.failures)
        print(f"{environment}: the plan failed at {where}.")
        return 1
    noticed = sum(1 for change in result.changes if change.impact != "none")
    print(
        f"{environment}: {len(result.changes)} differences, {noticed} of which people would notice if they were mended."
    )
    return 2 if result.changes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
