"""Asks a person before something is changed or removed."""

from __future__ import annotations

import sys

import click

from .errors import MapctlError


def confirm(name: str, embedded: bool, what: str, flag: str) -> None:
    """Go on only if the person wants it: yes for an environment on this machine, its name for one in the cloud.

    what: "apply" or "remove"; flag: the option with which a script says it beforehand
    Raises click.Abort when the person doesn't, MapctlError where there is nobody to ask.
    """
    if not sys.stdin.isatty():
        raise MapctlError(f"There is nobody to ask whether to {what} this. Give {flag} if a script should.")
    if embedded:
        click.confirm(f"\n{what.capitalize()} this?", abort=True, err=True)
    elif click.prompt(f"\nType '{name}' to {what} this", default="", show_default=False, err=True) != name:
        raise click.Abort
