"""The heartbeat file: what the process does, and as its time of change the latest time of the next sign of life."""

from __future__ import annotations

import os
import pathlib
import time

FILE = "/tmp/map-worker"  # noqa: S108 (a file of one container, which has one user)  # nosec B108
QUIET_SECONDS = 1800
STUCK_SECONDS = 6 * 3600


class Heartbeat:
    """Signs of life.

    file: environment MAP_HEARTBEAT_FILE
    quiet_seconds: how long there may be no sign outside a job (MAP_QUIET_SECONDS)
    stuck_seconds: the same within a job (MAP_STUCK_SECONDS)
    """

    def __init__(self) -> None:
        self._file = pathlib.Path(os.environ.get("MAP_HEARTBEAT_FILE") or FILE)
        self._quiet = _seconds("MAP_QUIET_SECONDS", QUIET_SECONDS)
        self._stuck = _seconds("MAP_STUCK_SECONDS", STUCK_SECONDS)
        self._limit = self._quiet
        self._latest = 0

    def job(self, name: str) -> None:
        """A job begins."""
        self._says(f"in a job of {name}", self._stuck)

    def between_jobs(self) -> None:
        """No job runs."""
        self._says("between jobs", self._quiet)

    def rests(self, seconds: float) -> None:
        """Nothing will happen for so long."""
        self._says(f"resting for {seconds:.0f} s", seconds + self._quiet)

    def beat(self) -> None:
        """Something happened. Costs nothing more than once a second."""
        latest = int(time.time() + self._limit)
        if latest != self._latest:
            self._latest = latest
            os.utime(self._file, (latest, latest))

    def _says(self, what: str, limit: float) -> None:
        since = time.strftime("%F %T UTC", time.gmtime())
        self._file.write_text(f"{what} since {since}\n")
        self._limit = limit
        self._latest = 0
        self.beat()


def _seconds(name: str, default: int) -> float:
    given = os.environ.get(name) or default
    try:
        return float(given)
    except ValueError:
        raise SystemExit(f"map-worker: {name} is '{given}', which is no number. Give seconds.") from None
