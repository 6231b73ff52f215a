"""mapctl drift"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.running
def command(
    *, environment: str, word: str, vault_file: str, extra: tuple[str, ...], as_json: bool, diff: bool, verbose: int
) -> int:
    """Look for drift; for a timer.

    Like plan, with the same exit codes, and keeps a dated report in inventories/ENV/.mapctl/drift. Says what is
    new and what is gone since the last one.
    """
    from mapctl import planning  # noqa: PLC0415 (loads rich)
    from mapctl.work import Work  # noqa: PLC0415

    work = Work(environment, vault_file, options.raw(diff, verbose), extra, quiet=as_json or not (diff or verbose))
    return planning.drift(work, word, as_json=as_json)
