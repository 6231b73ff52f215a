"""mapctl secrets"""

from __future__ import annotations

import typing as t

import click

from mapctl import options


@click.command()
@options.environment
@options.vault_file
@click.option("--rotate", "name", default="", metavar="NAME", help="Give this secret a new random value.")
@click.option("--yes", is_flag=True, help="Don't ask; for scripts.")
def command(*, environment: str, vault_file: str, name: str, yes: bool) -> int:
    """Edit an environment's secrets, or make one anew.

    Where there is no vault, makes it: all secrets that we choose are random, and everybody on map_people has a first
    password. Else opens the vault in your editor, as `ansible-vault edit` does. A new value is used by the next
    `mapctl apply ENV`: a service's password is changed without an outage, for the old one goes on working until
    all have the new one.
    """
    from mapctl import passwords, place, rotation, show  # noqa: PLC0415 (slow)
    from mapctl.vault import Vault  # noqa: PLC0415

    chosen = place.environment(environment)
    if not chosen.has_vault and not name:
        _make(chosen, vault_file)
        return 0
    given = passwords.collect(chosen, vault_file, root=False)
    vault = Vault(chosen, given)
    if name:
        rotation.refuse(environment, name)
        if rotation.noticed(name) and not yes:
            click.confirm(f"When it is applied, {rotation.noticed(name)}. Make a new one?", abort=True)
        vault.rotate(name)
        show.say(f"{name} has a new value. `mapctl apply {environment}` brings it to those who use it.", "green")
        return 0
    if not vault.is_encrypted:
        show.say(
            f"The vault of '{environment}' holds only look-ups; the secrets are files in {chosen.folder}/.secrets."
        )
        return 0
    vault.edit()
    return 0


def _make(chosen: t.Any, vault_file: str) -> None:
    from mapctl import beginnings, passwords, settings, show  # noqa: PLC0415

    people = settings.read(chosen, passwords.Passwords()).values.get("map_people") or []
    secret = passwords.client_secret()
    beginnings.make_vault(chosen, people, passwords.choose(chosen.name, vault_file), secret)
    show.say(f"Made {chosen.vault}. `mapctl secrets {chosen.name}` edits it.", "green")
