"""mapctl plan"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.running
def command(
    *, environment: str, word: str, vault_file: str, extra: tuple[str, ...], as_json: bool, diff: bool, verbose: int
) -> int:
    """Show what would change; change nothing.

    Ends with 0 when there is nothing to do, 2 when there is something, 1 when it failed.
    """
    from mapctl import planning  # noqa: PLC0415 (loads rich)
    from mapctl.work import Work  # noqa: PLC0415

    work = Work(environment, vault_file, options.raw(diff, verbose), extra, quiet=as_json)
    return planning.plan(work, word, as_json=as_json)
