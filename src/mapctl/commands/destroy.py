"""mapctl destroy"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.environment
@options.vault_file
@click.option("--keep-images", is_flag=True, help="On this machine: leave the images, which take minutes to build.")
@click.option("--confirm", default="", metavar="ENV", help="The environment's name once more, instead of being asked.")
def command(*, environment: str, vault_file: str, keep_images: bool, confirm: str) -> int:
    """Remove an environment.

    On this machine all of it goes, after a question. In the cloud the name has to be typed; a bucket that isn't
    empty is refused, and a final snapshot of the database is kept.
    """
    from mapctl import removal  # noqa: PLC0415 (loads rich)
    from mapctl.work import Work  # noqa: PLC0415

    return removal.destroy(Work(environment, vault_file), confirm, keep_images=keep_images)
