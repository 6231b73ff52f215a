"""What scripts and timers call: `from mapctl import run`."""

from __future__ import annotations

import contextlib
import json
import typing as t

from . import errors, lock, passwords, place, records, runs, settings
from .children import Interruption


def run(
    environment: str,
    word: str = place.SITE,
    *,
    check: bool = False,
    extra: dict[str, t.Any] | None = None,
    secrets: passwords.Passwords | None = None,
    on_event: t.Callable[[runs.Event], None] = lambda _: None,
) -> runs.Result:
    """Run a playbook as `ansible-playbook -i inventories/ENV playbooks/WORD.yml` would, and print nothing.

    environment: its name; word: the playbook's name; check: change nothing, tell what would change
    extra: extra variables, never secrets: the arguments of a process can be seen
    secrets: passwords, where Ansible isn't told of a file with them; on_event: gets ansible-runner's events meanwhile

    A run that fails is a Result, too. Unless it only checks, it holds the environment's lock and is remembered.
    While it runs it takes SIGINT, SIGTERM and SIGHUP, if it is called by the main thread: the Result is "interrupted".
    Raises MapctlError when it can't begin, as with wrong settings; LockedError when somebody else changes it.
    """
    chosen, given = place.environment(environment), secrets or passwords.Passwords()
    stop, command = Interruption(given.become), lock.described(environment, word, "run")
    given_to_all: dict[str, t.Any] = {"extra": extra, "secrets": given, "interruption": stop, "on_event": on_event}
    read = settings.read(chosen, given, [json.dumps(extra)] if extra else [])
    values = read.wanted()
    if check:
        return runs.perform(chosen, word, check=True, **given_to_all)
    with lock.held(values, read.embedded, command, stop):
        result = runs.perform(chosen, word, check=False, **given_to_all)
    code = errors.NOTHING_TO_DO if result.ok else errors.FAILED
    with contextlib.suppress(OSError):  # the run isn't worse for it
        records.write(chosen, "history", records.of_run(command, word, result, code, chosen))
    return result
