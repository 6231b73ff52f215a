"""What destroy does: show what will go, ask, remove it."""

from __future__ import annotations

import sys

import click

from . import errors, lock, records, runs, settings, show
from .errors import MapctlError
from .work import Work

WORD = "destroy"


def destroy(work: Work, confirm: str, *, keep_images: bool) -> int:
    """Remove an environment; gives the exit code. confirm: its name, or "" to ask"""
    name = work.environment.name
    command = lock.described(name, WORD, WORD)
    read = settings.read(work.environment, work.secrets)
    extra = {"destroy_environment": name, "destroy_images": not keep_images}
    with lock.held(work.environment, read.wanted(), read.embedded, command, work.stop):
        planned = work.run(WORD, check=True, extra=extra)
        runs.raise_unless_ok(planned)
        if not planned.changes:
            show.say(f"There is nothing of '{name}' to remove.", "green")
            return errors.NOTHING_TO_DO
        show.plan(planned.changes, f"\nThis removes '{name}': {len(planned.changes)} things.")
        show.notes(planned)
        _ask(name, read.embedded, confirm)
        done = work.run(WORD, check=False, extra=extra)
    records.write(work.environment, "history", records.of_run(command, WORD, done, errors.FAILED if not done.ok else 0))
    runs.raise_unless_ok(done)
    show.notes(done)
    show.say(f"'{name}' is removed. Its folder {work.environment.folder} is still there.", "green")
    return errors.NOTHING_TO_DO


def _ask(name: str, embedded: bool, confirm: str) -> None:
    if confirm:
        if confirm != name:
            raise MapctlError(f"'{confirm}' was confirmed, but this is '{name}'. Nothing was removed.")
        return
    if not sys.stdin.isatty():
        raise MapctlError(f"There is nobody to ask. Give --confirm {name} if a script should remove it.")
    if embedded:
        click.confirm("\nRemove this?", abort=True)
    elif click.prompt(f"\nType '{name}' to remove this for good", default="", show_default=False) != name:
        raise click.Abort
