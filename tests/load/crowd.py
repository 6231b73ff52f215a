"""A crowd at the Web GUI, in a process of its own: what its requests came to."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import typing as t
from pathlib import Path

from tests.environment import ROOT


@dataclasses.dataclass(frozen=True)
class Request:
    """One request. ended: seconds since 1970; failure: why it failed, or empty"""

    ended: float
    name: str
    seconds: float
    failure: str


@dataclasses.dataclass
class Crowd:
    """People who browse at a URL until the block ends, at most so many seconds.

    folder: for the record; ca_file: whom they trust
    """

    url: str
    ca_file: Path
    password: str
    folder: Path
    people: int = 50
    most_seconds: int = 600

    def __enter__(self) -> Crowd:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._record, self._said = self.folder / "requests.jsonl", self.folder / "locust.log"
        places = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "BROWSE_CA": self.ca_file}
        given = {**places, "BROWSE_PASSWORD": self.password, "BROWSE_RECORD": self._record}
        words = ["--headless", "--host", self.url, "--users", self.people, "--spawn-rate", 10]
        with self._said.open("w") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "locust", "-f", "tests/load/browse.py", "--only-summary"]
                + [str(word) for word in [*words, "--run-time", self.most_seconds]],
                cwd=ROOT,
                env={**os.environ, **{name: str(value) for name, value in given.items()}},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    @property
    def requests(self) -> list[Request]:
        """All that have ended until now."""
        if not self._record.exists():
            assert self._process.poll() is None, self._said.read_text()
            return []
        lines = self._record.read_text().splitlines()
        return [Request(*json.loads(line)) for line in lines if line.endswith("]")]

    def names(self) -> set[str]:
        return {request.name for request in self.requests}

    def signed_in(self) -> int:
        return sum(request.name == "/login" and not request.failure for request in self.requests)


def percentile(requests: t.Iterable[Request], share: float) -> float:
    """The seconds within which this share of requests was answered."""
    ordered = sorted(request.seconds for request in requests)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
