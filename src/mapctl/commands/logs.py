"""mapctl logs"""

from __future__ import annotations

import subprocess

import click

from mapctl import options
from mapctl.errors import MapctlError, advice


@click.command()
@options.environment
@click.argument("stack")
@click.argument("service", default="")
@click.option("-f", "--follow", is_flag=True, help="Go on showing what comes.")
@click.option("-n", "--tail", default=200, show_default=True, help="How many lines of each container.")
@options.vault_file
def command(*, environment: str, stack: str, service: str, follow: bool, tail: int, vault_file: str) -> int:
    """Show what the containers of a stack say: workers, jupyterhub, webgui ..."""
    from mapctl import hosts, passwords, place, settings  # noqa: PLC0415 (slow)

    chosen = place.environment(environment)
    read = settings.read(chosen, passwords.collect(chosen, vault_file, root=False))
    host = hosts.of(chosen, read)
    stacks = hosts.stacks(host, environment)
    _known("stack", stack, list(stacks), environment)
    if service:
        _known("service", service, stacks[stack], environment)
    words = ["compose", "-p", f"map-{environment}-{stack}", "logs", f"--tail={tail}", *(["--follow"] if follow else [])]
    try:
        return subprocess.run(host.docker(*words, *([service] if service else [])), check=False).returncode and 1
    except KeyboardInterrupt:
        return 0  # how one stops to follow


def _known(kind: str, name: str, names: list[str], environment: str) -> None:
    if name not in names:
        hint = advice(name, names, "" if names else f"`mapctl apply {environment}` makes them.")
        raise MapctlError(f"No {kind} '{name}' runs in '{environment}'. {hint}")
