"""mapctl status"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.environment
@options.vault_file
@options.as_json
@click.option("--watch", is_flag=True, help="Look again and again, until Ctrl-C.")
def command(*, environment: str, vault_file: str, as_json: bool, watch: bool) -> int:
    """Show on one page what is there and how it is.

    Cloud, database, people, stacks, jobs, stores, disks and certificates. What can't be asked says why in its
    place. It changes nothing.
    """
    if watch and as_json:
        raise click.UsageError("--watch is for people, --json for programs. Take one of them.")
    from mapctl import looking  # noqa: PLC0415 (loads rich)
    from mapctl.work import Work  # noqa: PLC0415

    work = Work(environment, vault_file, quiet=True)
    return looking.watch(work) if watch else looking.status(work, as_json=as_json)
