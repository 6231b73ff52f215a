"""Running processes: all that come from one, and what is in their arguments."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def descendants(process: int) -> list[int]:
    """The process and all that it started, however deep."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def kill_all(process: int) -> None:
    """SIGKILL to the process and all that it started, as when the machine's power fails."""
    for one in descendants(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def arguments(process: int) -> str:
    """Arguments and environment of the process and all that it started, as other users may see them."""
    texts = []
    for one in descendants(process):
        with contextlib.suppress(OSError):
            texts.append(Path(f"/proc/{one}/cmdline").read_bytes().decode(errors="replace"))
    return "\n".join(texts)
