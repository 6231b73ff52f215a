"""mapctl explain"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.environment
@click.argument("person")
@click.argument("schema")
@options.vault_file
def command(*, environment: str, person: str, schema: str, vault_file: str) -> int:
    """Say why somebody may do what in a schema of the database.

    From the settings alone; `mapctl plan ENV people` says whether the database differs from them.
    """
    from mapctl import passwords, place, rights, settings, show  # noqa: PLC0415 (slow)

    chosen = place.environment(environment)
    values = settings.read(chosen, passwords.collect(chosen, vault_file, root=False)).wanted()
    show.say(rights.explain(values, person, schema))
    return 0
