"""map-notebook-try [--without-database] [--seconds N]: tries all that a person's server needs, in its own container.

The operator's delivery is mounted as for a person. Prints a line for each thing tried; at the first that fails, what is
wrong and what to do, and exit code 1.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import subprocess
import sys
import tempfile
import time
import typing as t
from pathlib import Path

from .authorities import trust
from .delivery import deliver
from .kernel import Kernel, KernelError
from .places import PIPELINE, Places

OURS = "Build the image of people's servers again"
THEIRS = "Correct the pipeline's code or its list of packages, and release again"
DATABASE = "import datajoint as dj; dj.conn(); dj.list_schemas()"


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
    for name in ("jupyterhub.singleuser", "jupyterlab"):
        _timed(f"import {name}", _import, name)
    _timed("import ipykernel", _import_in_pipeline, "ipykernel", seconds)
    package = os.environ.get("MAP_PIPELINE_PACKAGE") or "pipeline"
    with contextlib.ExitStack() as stack:
        kernel = Kernel(seconds)
        _timed("kernel", _start, stack, kernel)
        for name in ("datajoint", package):
            _timed(f"import {name}", _run, kernel, f"import {name}", THEIRS)
        if database:
            _timed("database", _run, kernel, DATABASE, "Check the account, the password and the networks")


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


def _timed(name: str, attempt: t.Callable[..., None], *given: t.Any) -> None:
    begin = time.monotonic()
    attempt(*given)
    sys.stdout.write(f"{name}: well, in {time.monotonic() - begin:.1f} s\n")
    sys.stdout.flush()


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception as error:
        raise TryError(f"{name} can't be imported: {_line(error)}. {OURS}.") from None


def _import_in_pipeline(name: str, seconds: int) -> None:
    """A kernel that can't be started doesn't say why."""
    command = [f"{PIPELINE}/python", "-c", f"import {name}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TryError(f"The import of {name} doesn't end within {seconds} seconds. {THEIRS}.") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise TryError(f"{name} can't be imported beside the pipeline's packages: {lines[-1].rstrip('.')}. {THEIRS}.")


def _start(stack: contextlib.ExitStack, kernel: Kernel) -> None:
    try:
        stack.enter_context(kernel)
    except KernelError as error:
        raise TryError(f"A kernel can't be started: {str(error).rstrip('.')}. {THEIRS}.") from None


def _run(kernel: Kernel, code: str, advice: str) -> None:
    try:
        kernel.run(code)
    except KernelError as error:
        raise TryError(f"A kernel can't run `{code}`: {str(error).rstrip('.')}. {advice}.") from None


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(".")
