"""What may be told of files that were read; pure."""

from __future__ import annotations

import dataclasses

from ..plan import MapError


@dataclasses.dataclass(frozen=True)
class Found:
    """A file. setting: that names it; text: None where it isn't there; problem: why it can't be read, or nothing"""

    setting: str
    path: str
    text: str | None
    problem: str = ""


def texts(found: list[Found], may_miss: bool) -> dict[str, str]:
    """What they hold, by setting. may_miss: whether one that isn't there is left out; else it is an error"""
    for one in found:
        if one.problem:
            raise MapError(f"The file {one.path} can't be read: {one.problem}. Correct {one.setting}, which names it.")
        if one.text is None and not may_miss:
            raise MapError(
                f"The file {one.path} isn't on the host. Bring it there, or correct {one.setting}, which names it."
            )
    return {one.setting: one.text for one in found if one.text is not None}
