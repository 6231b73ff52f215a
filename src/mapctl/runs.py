"""Runs a playbook on an environment by ansible-runner, and tells what came of it."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shlex
import sys
import time
import typing as t

from . import passwords, place, private
from .changes import Change
from .children import Interruption
from .errors import InterruptedRunError, MapctlError
from .events import Failure, Story

Event = dict[str, t.Any]
Outcome = t.Literal["ok", "failed", "interrupted"]

FILES = (*passwords.CONFIGURED[:1], "ANSIBLE_BECOME_PASSWORD_FILE", "AWS_CA_BUNDLE")
"""Variables that name files; a run has another working folder than who started it."""

OUTCOMES: dict[str, Outcome] = {"successful": "ok", "canceled": "interrupted"}
"""ansible-runner's words for how a run ended; all others mean that it failed."""


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of a run.

    outcome: how it ended; changes: what it changed (checking: would change), each once
    failures: the tasks that failed; notes: what should be known; facts: what tasks found out, such as `status`
    seconds: how long it took; reason: why it was interrupted, where it wasn't a signal
    """

    outcome: Outcome
    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    facts: dict[str, t.Any]
    seconds: float
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"


def perform(
    environment: place.Environment,
    word: str,
    *,
    check: bool,
    extra: dict[str, t.Any] | None = None,
    options: t.Sequence[str] = (),
    secrets: passwords.Passwords | None = None,
    interruption: Interruption | None = None,
    on_event: t.Callable[[Event], None] = lambda _: None,
) -> Result:
    """Run a playbook without taking the lock; see library.run for what the arguments are."""
    playbook = place.playbook(word)
    story, began, stop = Story(), time.monotonic(), interruption or Interruption()
    words = [*(["--check"] if check else []), *options]
    with private.folder() as folder, stop:
        variables = {**_variables(), **(secrets or passwords.Passwords()).files(folder)}
        runner = _Runner(environment, playbook, words, variables, extra or {})
        try:
            status = "canceled" if stop.wanted else runner.run(folder, story, stop, on_event)
        except BaseException:
            stop.end_children()
            raise
    return _result(OUTCOMES.get(status, "failed"), story, time.monotonic() - began, stop.reason)


def _result(outcome: Outcome, story: Story, seconds: float, reason: str) -> Result:
    """What came of a run, whose events don't tell less than Ansible's own count."""
    if outcome == "ok" and not story.is_whole:
        outcome = "failed"
    failures, notes = _failures(story, outcome), tuple(story.notes)
    return Result(outcome, story.distinct_changes(), failures, notes, story.facts, seconds, reason)


def raise_unless_ok(result: Result) -> None:
    """Turn a run that didn't end well into an error that says where, what, and what to do."""
    if result.outcome == "interrupted":
        why = result.reason or "The run was stopped."
        raise InterruptedRunError(f"{why} Run it again: it goes on where it is.")
    if not result.ok:
        raise MapctlError("\n".join(describe(failure) for failure in result.failures))


def describe(failure: Failure) -> str:
    """A failure as people read it: where, and what the task said."""
    where = " on ".join(part for part in (failure.role or failure.task, failure.host) if part)
    task = f", '{failure.task}'" if failure.role else ""
    return f"{where}{task}: {failure.message}" if where else failure.message


@dataclasses.dataclass(frozen=True)
class _Runner:
    """One run of ansible-runner. words: options; variables: of the process's environment, without secrets"""

    environment: place.Environment
    playbook: pathlib.Path
    words: list[str]
    variables: dict[str, str]
    extra: dict[str, t.Any]

    def run(self, folder: pathlib.Path, story: Story, stop: Interruption, on_event: t.Callable[[Event], None]) -> str:
        """The runner's word for how it ended. folder: for its files"""
        import ansible_runner  # noqa: PLC0415 (slow)

        def handle(event: Event) -> bool:
            story.add(event)
            on_event(event)
            return False  # so no file is kept of it

        done = ansible_runner.run(
            private_data_dir=str(folder),
            project_dir=str(place.ROOT),
            inventory=str(self.environment.folder),
            playbook=str(self.playbook),
            cmdline=shlex.join(self.words),
            extravars=self.extra,
            envvars=self.variables,
            settings={"suppress_ansible_output": True, "pexpect_timeout": 1},
            event_handler=handle,
            cancel_callback=stop.cancel,
            quiet=True,
        )
        return str(done.status)


def _variables() -> dict[str, str]:
    """What Ansible must know: this project's configuration, and the programs that were installed beside this Python."""
    programs = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
    own = {"ANSIBLE_CONFIG": str(place.ROOT / "ansible.cfg"), "PATH": programs, "MAPCTL_PROCESS": str(os.getpid())}
    return {
        **own,
        **{name: os.path.abspath(os.environ[name]) for name in FILES if os.path.exists(os.environ.get(name, ""))},
    }


def _failures(story: Story, outcome: Outcome) -> tuple[Failure, ...]:
    if outcome == "failed" and not story.failures:
        said = "\n".join(story.said) or "Ansible ended without saying why, or not all that it said arrived. "
        said += "" if story.said else "Look at the free space in memory (df /dev/shm), and run it again with -v."
        return (Failure("", "", "", said),)
    return tuple(story.failures)
