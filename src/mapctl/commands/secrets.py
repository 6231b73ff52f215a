"""mapctl secrets"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.environment
@options.vault_file
@click.option("--rotate", "name", default="", metavar="NAME", help="Give this secret a new random value.")
@click.option("--yes", is_flag=True, help="Don't ask; for scripts.")
def command(*, environment: str, vault_file: str, name: str, yes: bool) -> int:
    """Edit an environment's secrets, or make one anew.

    Opens the vault in your editor, as `ansible-vault edit` does. A new value is used by the next
    `mapctl apply ENV`: a service's password is changed without an outage, for the old one goes on working until
    all have the new one.
    """
    from mapctl import passwords, place, rotation, show  # noqa: PLC0415 (slow)
    from mapctl.vault import Vault  # noqa: PLC0415

    chosen = place.environment(environment)
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
