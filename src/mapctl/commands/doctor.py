"""mapctl doctor"""

from __future__ import annotations

import dataclasses
import typing as t

import click

from mapctl import options

if t.TYPE_CHECKING:
    from mapctl.doctor import Finding


@click.command()
@options.environment
@options.vault_file
@options.as_json
def command(*, environment: str, vault_file: str, as_json: bool) -> int:
    """Try the system as a person would: sign in, start a server, ask the database, look at a figure.

    Each check that fails says its likely cause and the command that helps. A server that was running stays; one
    that was started for this is stopped again.
    """
    from mapctl import doctor, errors, passwords, place, settings, show  # noqa: PLC0415 (slow)

    chosen = place.environment(environment)
    values = settings.read(chosen, passwords.collect(chosen, vault_file, root=False)).wanted()
    found = doctor.examine(doctor.subject(values, environment), None if as_json else _say)
    failed = [finding for finding in found if finding.ok is False]
    if as_json:
        show.as_json([dataclasses.asdict(finding) for finding in found])
    elif failed:
        show.error(f"{len(failed)} of {len(found)} checks failed.")
    else:
        show.say("All is well.", "green")
    return errors.FAILED if failed else errors.NOTHING_TO_DO


def _say(finding: Finding) -> None:
    from mapctl import show  # noqa: PLC0415

    mark, style = {True: ("ok", "green"), False: ("FAILED", "red"), None: ("not tried", "dim")}[finding.ok]
    show.say(f"{mark:9}  {finding.seconds:5.1f} s  {finding.name}: {finding.says}", style)
    if finding.ok is False and finding.help:
        show.say(f"{'':20}{finding.help}")
