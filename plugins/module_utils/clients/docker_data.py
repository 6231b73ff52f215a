"""Where a container engine keeps its data, also while it is stopped."""

from __future__ import annotations

import json

from ..plan import MapError
from ..plans.docker_engine import FOLDER, SETTINGS


def folder() -> str:
    """As its settings say, or Docker's own choice."""
    try:
        with open(SETTINGS, encoding="utf-8") as opened:
            return str(json.load(opened).get("data-root") or FOLDER)
    except (FileNotFoundError, PermissionError):
        return FOLDER
    except ValueError as error:
        raise MapError(f"{SETTINGS} isn't JSON: {error}. Correct it; the engine can't start with it.") from error
