"""map-notebook [COMMAND...]: brings the person's configuration up to date, then runs the command in this process.

Without a command, or with nothing but options, it is jupyterhub-singleuser with these. Nothing that goes wrong before
keeps a person from the server: it is said on the error output, which is the container's log.
"""

from __future__ import annotations

import contextlib
import os
import typing as t

from .authorities import trust
from .delivery import deliver
from .places import JUPYTER, Places, alone, say, write
from .secret import SecretError, settle

SERVER = "jupyterhub-singleuser"
TRY = "map-notebook-try"


def main(words: list[str]) -> int:
    """Doesn't come back when all is well."""
    command = words if words and not words[0].startswith("-") else [SERVER, *words]
    if command[0] != TRY:  # which makes its own
        _tell(Places.here())
    command = program(command)
    try:
        os.execvp(command[0], command)  # noqa: S606 (what the container was asked to run)
    except OSError as error:
        say(f"{command[0]} can't be run: {error.strerror}. Give another command, or none.")
        return 127


def program(command: list[str]) -> list[str]:
    """The server runs without the pipeline's folder on its path, which is for kernels and terminals."""
    if command[0] == SERVER:
        return [f"{JUPYTER}/python", "-I", f"{JUPYTER}/{SERVER}", *command[1:]]
    return command


def _tell(places: Places) -> None:
    """Prepare, and say what there is to say in the log and in each terminal that the person opens."""
    said = list(prepare(places, os.environ))
    for text in said:
        say(text)
    if said:
        with contextlib.suppress(OSError):
            write(places.scratch / "said", "\n".join([*said, ""]))


def prepare(places: Places, environ: t.MutableMapping[str, str]) -> t.Iterator[str]:
    """Do all that comes before; sentences for the person."""
    try:
        trust(places, environ)
    except OSError as error:
        yield f"The certificate authority that was delivered can't be used: {error}. Tell who runs this system."
    if not places.offered.exists():
        return
    try:
        with alone(places):
            yield from deliver(places)
            yield from settle(places)
    except OSError as error:
        yield f"Your configuration was not brought up to date: {error}. Make room in your folder, and start again."
    except SecretError as error:
        yield str(error)
