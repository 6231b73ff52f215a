"""Which base images must be made; pure."""

from __future__ import annotations

import dataclasses
import hashlib

from ..plan import Call, Change, refuse

RECIPE = "1"
"""Changes when images are made in another way, so that they are made anew."""
KNOWN_SUITES = ("bullseye", "bookworm", "trixie", "forky", "sid")


@dataclasses.dataclass(frozen=True)
class Wanted:
    """suites: of Debian; authorities: name -> content of extra CA files; missing: CA files that aren't there"""

    suites: list[str]
    authorities: dict[str, bytes] = dataclasses.field(default_factory=dict)
    missing: list[str] = dataclasses.field(default_factory=list)

    @property
    def mark(self) -> str:
        """What stands in an image's label: a hash of the recipe and of the CA files."""
        parts = [RECIPE, *(hashlib.sha256(content).hexdigest() for __, content in sorted(self.authorities.items()))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def tag(suite: str) -> str:
    """Name of a suite's base image."""
    return f"map/debian:{suite}-slim"


def plan(actual: dict[str, str], wanted: Wanted) -> list[Change]:
    """actual: tag -> mark in its label, "" where it has none. Images that are there and have the mark stay."""
    refuse(
        [
            *(f"The CA file '{path}' isn't there. Correct docker_extra_ca_files." for path in wanted.missing),
            *(
                f"Debian has no suite '{suite}' that we know. Choose among {', '.join(KNOWN_SUITES)}."
                for suite in wanted.suites
                if suite not in KNOWN_SUITES
            ),
        ]
    )
    return [
        _make(suite, actual.get(tag(suite)), wanted)
        for suite in dict.fromkeys(wanted.suites)
        if actual.get(tag(suite)) != wanted.mark
    ]


def _make(suite: str, mark: str | None, wanted: Wanted) -> Change:
    after = {
        "mark": wanted.mark,
        "extra CA files": sorted(wanted.authorities),
        "from": "the registry, or where none answers Debian's archive (installs mmdebstrap)",
    }
    before = None if mark is None else {"mark": mark}
    call = Call("make", {"suite": suite, "mark": wanted.mark})
    return Change("engine", "update" if before else "create", f"image {tag(suite)}", before, after, call)
