"""work.py [ROUNDS]: as the MAP pipeline's worker does it, for ever or so many rounds; errors end it."""

import sys
import time

import tiny

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else None
while rounds is None or rounds > 0:
    tiny.Figure.populate(reserve_jobs=True, suppress_errors=True, max_calls=100)
    rounds = rounds and rounds - 1
    print("round over", flush=True)  # noqa: T201
    if rounds != 0:
        time.sleep(3 if rounds else 1000)
