"""mapctl check"""

from __future__ import annotations

import sys

import click

from mapctl import options


@click.command()
@options.environment
@options.vault_file
@options.as_json
def command(*, environment: str, vault_file: str, as_json: bool) -> int:
    """Check an environment's settings; ask no network.

    What the role `settings` checks at the beginning of every run: types, names, secrets, ranges, collisions.
    """
    from mapctl import passwords, place, settings, show  # noqa: PLC0415 (slow)

    chosen = place.environment(environment)
    found = settings.read(chosen, passwords.collect(chosen, vault_file, root=sys.stdin.isatty())).problems
    if as_json:
        show.as_json({"environment": environment, "problems": found})
    elif found:
        show.error("\n".join(f"- {problem}" for problem in found))
        number = "a problem" if len(found) == 1 else f"{len(found)} problems"
        show.error(f"The settings of '{environment}' have {number}. Correct what is named, and check again.")
    else:
        show.say(f"The settings of '{environment}' are good.", "green")
    return 1 if found else 0
