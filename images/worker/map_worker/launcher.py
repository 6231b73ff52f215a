"""map-worker COMMAND...: runs `python SCRIPT ...` or `python -m MODULE ...` in this process, anything else as it is."""

from __future__ import annotations

import importlib
import os
import runpy
import sys
import time
import typing as t

from . import globus_calls
from .drain import Drain, say
from .heartbeat import Heartbeat

USAGE = "Give a command, such as: python scripts/mapshell.py automate-computation"


def main(words: list[str]) -> int:
    """Run the command. The script's own end is passed on; drained, it is 0."""
    if not words:
        say(f"no command. {USAGE}")
        return 64
    if words[0] not in ("python", "python3") or len(words) < 2 or (words[1].startswith("-") and words[1] != "-m"):
        return _replaced_by(words)
    drain, heartbeat = Drain(), Heartbeat()
    drain.listen()
    try:
        heartbeat.between_jobs()
    except OSError as error:
        say(f"the heartbeat can't be written: {error}. Mount a tmpfs at /tmp.")
        return 73
    return _run(words[1:], drain, heartbeat)


def _replaced_by(words: list[str]) -> int:
    try:
        os.execvp(words[0], words)  # noqa: S606 (what the container was asked to run)
    except OSError as error:
        say(f"{words[0]} can't be run: {error}. {USAGE}")
        return 127


def _run(words: list[str], drain: Drain, heartbeat: Heartbeat) -> int:
    as_module = words[0] == "-m"
    if not as_module and not os.path.exists(words[0]):
        say(f"there is no {words[0]} in {os.getcwd()}. Check the pipeline's commit.")
        return 2
    try:
        importlib.import_module("map_worker.hooks").install(drain, heartbeat)
    except (ImportError, AttributeError) as error:
        say(f"this needs DataJoint 0.12 to 0.14, and finds another or none: {error}. Correct the requirements file.")
        return 64
    globus_calls.install()
    time.sleep = _sleep(time.sleep, drain, heartbeat)
    if as_module:
        sys.argv = words[1:]
        sys.path[0] = os.getcwd()
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        sys.path[0] = os.path.dirname(os.path.abspath(words[0]))
        runpy.run_path(words[0], run_name="__main__")
    return 0


def _sleep(original: t.Callable[[float], None], drain: Drain, heartbeat: Heartbeat) -> t.Callable[[float], None]:
    def sleep(seconds: float) -> None:
        if drain.held:
            original(seconds)
            return
        drain.checkpoint()
        heartbeat.rests(seconds)
        original(seconds)
        heartbeat.between_jobs()

    return sleep
