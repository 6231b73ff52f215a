"""What the environment says, read once."""

from __future__ import annotations

import dataclasses
import os
import typing as t

DEFAULT_ENDPOINT = "s3.amazonaws.com"
LONGEST_SECONDS = 7 * 24 * 3600
"""How long S3 lets a presigned URL be valid at most."""


@dataclasses.dataclass(frozen=True)
class Figures:
    """Where figures are. endpoint: S3 as we reach it; shown: as browsers do; seconds: how long a URL of one is valid"""

    endpoint: str
    shown: str
    bucket: str
    location: str
    seconds: int

    def key(self, path: str) -> str:
        """The object of a path that DataJoint keeps."""
        return f"{self.location}/{path}" if self.location else path


def figures(environment: t.Mapping[str, str] | None = None) -> Figures:
    environment = os.environ if environment is None else environment
    endpoint = environment.get("MAP_S3_ENDPOINT") or DEFAULT_ENDPOINT
    return Figures(
        endpoint=endpoint,
        shown=environment.get("MAP_FIGURE_ENDPOINT") or endpoint,
        bucket=environment.get("MAP_S3_BUCKET", ""),
        location=environment.get("MAP_REPORT_STORE_LOCATION", "").strip("/"),
        seconds=_seconds(environment.get("MAP_FIGURE_URL_SECONDS") or "10800"),
    )


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LONGEST_SECONDS):
        raise ValueError(f"MAP_FIGURE_URL_SECONDS is '{text}'. Give whole seconds, from 1 to {LONGEST_SECONDS}.")
    return int(text)
