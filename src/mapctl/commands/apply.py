"""mapctl apply"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.running
@click.option("--yes", is_flag=True, help="Don't ask; for scripts.")
def command(
    *,
    environment: str,
    word: str,
    vault_file: str,
    extra: tuple[str, ...],
    as_json: bool,
    diff: bool,
    verbose: int,
    yes: bool,
) -> int:
    """Show what will change, ask, and change it.

    For an environment in the cloud its name has to be typed. One at a time may change an environment; a second
    one is told who does, and ends with 3.
    """
    from mapctl import planning  # noqa: PLC0415 (loads rich)
    from mapctl.work import Work  # noqa: PLC0415

    work = Work(environment, vault_file, options.raw(diff, verbose), extra, quiet=as_json)
    return planning.apply(work, word, as_json=as_json, yes=yes)
