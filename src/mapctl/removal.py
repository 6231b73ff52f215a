"""What destroy does: show what will go, ask, remove it."""

from __future__ import annotations

from . import asking, errors, lock, planning, records, runs, show
from .errors import MapctlError
from .work import Work

WORD = "destroy"


def destroy(work: Work, confirm: str, *, keep_images: bool) -> int:
    """Remove an environment; gives the exit code. confirm: its name, or "" to ask"""
    name = work.environment.name
    if confirm not in ("", name):
        raise MapctlError(f"'{confirm}' was confirmed, but this is '{name}'. Nothing was removed.")
    command, read, shown = lock.described(name, WORD, WORD), work.settings(), work.state()
    extra = {"destroy_environment": name, "destroy_images": not keep_images}
    with lock.held(read.wanted(), read.embedded, command, work.stop):
        planned = work.run(WORD, check=True, extra=extra)
        runs.raise_unless_ok(planned)
        if not planned.changes:
            show.say(f"There is nothing of '{name}' to remove.", "green")
            return errors.NOTHING_TO_DO
        show.plan(planned.changes, f"\nThis removes '{name}': {len(planned.changes)} things.")
        show.notes(planned)
        if not confirm:
            asking.confirm(name, read.embedded, "remove", f"--confirm {name}")
            work.still(shown)
        done = work.run(WORD, check=False, extra=extra)
    code = errors.NOTHING_TO_DO if done.ok else planning.code_of(done)
    records.keep(work.environment, records.of_run(command, WORD, done, code, work.environment))
    runs.raise_unless_ok(done)
    show.notes(done)
    show.say(f"'{name}' is removed. Its folder {work.environment.folder} is still there.", "green")
    return code
