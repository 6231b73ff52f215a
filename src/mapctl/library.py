"""What scripts and timers call: `from mapctl import run`."""

from __future__ import annotations

import typing as t

from . import lock, passwords, place, runs, settings
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

    A run that fails is a Result, too. Unless it only checks, it holds the environment's lock.
    Raises MapctlError when it can't begin, and LockedError when somebody else changes the environment.
    """
    chosen, given = place.environment(environment), secrets or passwords.Passwords()
    stop = Interruption()
    given_to_all: dict[str, t.Any] = {"extra": extra, "secrets": given, "interruption": stop, "on_event": on_event}
    if check:
        return runs.perform(chosen, word, check=True, **given_to_all)
    read = settings.read(chosen, given)
    with lock.held(chosen, read.wanted(), read.embedded, lock.described(environment, word, "run"), stop):
        return runs.perform(chosen, word, check=False, **given_to_all)
