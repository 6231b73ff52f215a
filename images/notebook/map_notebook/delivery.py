"""Brings the person's DataJoint configuration up to date with what the operator delivers."""

from __future__ import annotations

import os
import stat
import time
import typing as t
from pathlib import Path

from .merge import merge
from .places import Places, read_json, write_json

TEMPORARY = "/tmp"  # noqa: S108 (in a container in which nobody else is)  # nosec B108


def deliver(places: Places) -> list[str]:
    """Merge; what the person should know. Without a delivery, as for a guest, nothing is written. Raises OSError."""
    if not places.offered.exists():
        return []
    try:
        given = read_json(places.offered)
    except (OSError, ValueError) as error:
        return [f"The configuration that was delivered can't be read: {error}. Tell who runs this system."]
    said: list[str] = []
    mine = _mine(places, said)
    merged, remembered = merge(mine, given, _last(places, said))
    if merged != mine or not _private(places.configuration):
        write_json(places.configuration, merged)
    # Struck before this, the next start finds the person's file equal to what is delivered, and nothing is lost.
    write_json(places.delivered, remembered)
    said.extend(_stages(merged, places))
    return said


def _mine(places: Places, said: list[str]) -> dict[str, t.Any]:
    """The person's configuration; one that can't be read is moved out of the way."""
    try:
        return read_json(places.configuration)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        aside = _unused(places.configuration)
        places.configuration.rename(aside)
        said.append(
            f"Your {places.configuration} can't be read: {error}. It is now {aside.name}, and the file was made anew; "
            "if you had changed your password, take it from there."
        )
        return {}


def _unused(path: Path) -> Path:
    """A name with the time in it that no file has."""
    moment = int(time.time())
    while True:
        name = time.strftime(f"{path.name}.damaged-%Y-%m-%dT%H-%M-%SZ", time.gmtime(moment))
        if not path.with_name(name).exists():
            return path.with_name(name)
        moment += 1


def _last(places: Places, said: list[str]) -> dict[str, str]:
    try:
        return read_json(places.delivered)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        said.append(
            f"What was delivered last is not known any more, so all that is in your {places.configuration.name} counts "
            "as your own. Take a line out of it to get what is delivered."
        )
        return {}


def _private(path: Path) -> bool:
    return path.exists() and stat.S_IMODE(path.stat().st_mode) == 0o600


def _stages(configuration: dict[str, t.Any], places: Places) -> t.Iterator[str]:
    """Make the folders into which DataJoint copies files of a store; a sentence for each that can't be."""
    stores = configuration.get("stores")
    for name, store in stores.items() if isinstance(stores, dict) else ():
        stage = store.get("stage") if isinstance(store, dict) else None
        if not isinstance(stage, str):
            continue
        if not any(os.path.normpath(stage).startswith(f"{above}/") for above in (TEMPORARY, places.home)):
            yield f"Files of the store {name} can't be had: its stage {stage} is not in {TEMPORARY} or {places.home}."
            continue
        try:
            os.makedirs(stage, mode=0o700, exist_ok=True)
        except OSError as error:
            yield f"Files of the store {name} can't be had: its stage can't be made: {error}."
