"""map-notebook-try [--without-database] [--seconds N]: tries all that a person's server needs, in its own container.

The operator's delivery is mounted as for a person. Prints a line for each thing tried; at the first that fails, what is
wrong and what to do, and exit code 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import typing as t
from pathlib import Path

from .authorities import trust
from .delivery import deliver
from .kernel import run
from .places import JUPYTER, PIPELINE, Places

OURS = "Build the image of people's servers again"
THEIRS = "Correct the pipeline's code or its list of packages, and release again"
IN_KERNEL = "import datajoint as dj"
DATABASE = "dj.conn(); dj.list_schemas()"


class TryError(Exception):
    """What is wrong, and what to do: two sentences."""


def main(words: list[str]) -> int:
    """0 when all is well."""
    parser = argparse.ArgumentParser("map-notebook-try", description="Try all that a person's server needs.")
    parser.add_argument("--without-database", action="store_true", help="imports and a kernel only")
    parser.add_argument("--seconds", type=int, default=120, help="how long each thing may take")
    given = parser.parse_args(words)
    try:
        with tempfile.TemporaryDirectory() as home:
            _try(Places(Path(home)), given.seconds, not given.without_database)
    except TryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _try(places: Places, seconds: int, database: bool) -> None:
    os.environ["HOME"] = str(places.home)
    os.environ["JUPYTER_RUNTIME_DIR"] = str(places.home / "runtime")
    os.chdir(places.home)
    if database:
        _configure(places)
    package = os.environ.get("MAP_PIPELINE_PACKAGE") or "pipeline"
    for name in ("jupyterhub.singleuser", "jupyterlab"):
        _timed(f"import {name}", lambda name=name: _import([f"{JUPYTER}/python", "-I"], name, seconds, OURS))
    for name in ("ipykernel", "datajoint", package):
        _timed(f"import {name}", lambda name=name: _import([f"{PIPELINE}/python"], name, seconds, THEIRS))
    _timed("kernel", lambda: _kernel(IN_KERNEL, seconds, THEIRS))
    if database:
        advice = "Check the account, the password and the networks that were delivered"
        _timed("database", lambda: _kernel(f"{IN_KERNEL}; {DATABASE}", seconds, advice))


def _configure(places: Places) -> None:
    if not places.offered.exists():
        raise TryError(f"There is no {places.offered}. Mount the configuration of an account, or try without database.")
    try:
        trust(places, os.environ)
        said = deliver(places)
    except OSError as error:
        said = [f"{error}."]
    if said:
        raise TryError(f"What was delivered can't be used: {said[0]} Correct it, and try again.")


def _timed(name: str, attempt: t.Callable[[], None]) -> None:
    begin = time.monotonic()
    attempt()
    sys.stdout.write(f"{name}: well, in {time.monotonic() - begin:.1f} s\n")
    sys.stdout.flush()


def _import(python: list[str], name: str, seconds: int, advice: str) -> None:
    command = [*python, "-c", "import importlib, sys; importlib.import_module(sys.argv[1])", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TryError(f"The import of {name} doesn't end within {seconds} seconds. {advice}.") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise TryError(f"{name} can't be imported: {lines[-1].rstrip('.')}. {advice}.")


def _kernel(code: str, seconds: int, advice: str) -> None:
    wrong = run(code, seconds)
    if wrong:
        raise TryError(f"A kernel can't run `{code}`: {wrong.rstrip('.')}. {advice}.")
