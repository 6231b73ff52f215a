"""Starts the emulator. Settings are environment variables; the Dockerfile has them with their values."""

from __future__ import annotations

import os
import pathlib
import sys
import time

from .application import Application
from .consoles import know_consoles
from .managed_policies import know_policies_once
from .memory import Memory
from .parameter_groups import know_reset
from .policies import know_conditions
from .server import serve
from .touched import watch


def main() -> int:
    started = time.monotonic()
    watch()
    know_conditions()
    know_policies_once()
    know_reset()
    know_consoles(pathlib.Path(os.environ["CONSOLES_FOLDER"]))
    memory = Memory(pathlib.Path(os.environ["MEMORY_FOLDER"]))
    records = memory.recall()
    print(f"Recalled {records} records in {time.monotonic() - started:.1f} s.", file=sys.stderr, flush=True)  # noqa: T201
    whole = serve(
        int(os.environ["PORT"]),
        Application(memory),
        os.environ["TLS_CERTIFICATE_FILE"],
        os.environ["TLS_KEY_FILE"],
    )
    memory.close()
    return 0 if whole else 70


if __name__ == "__main__":
    sys.exit(main())
