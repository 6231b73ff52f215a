"""Words for the hub's pages."""

from __future__ import annotations


def duration(seconds: int) -> str:
    """A time as people say it: 1 hour, 90 minutes; nothing for none."""
    for size, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds and seconds % size == 0:
            number = seconds // size
            return f"{number} {name}{'' if number == 1 else 's'}"
    return ""
