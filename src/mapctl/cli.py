"""The command and its words. A help text is the docstring of its function."""

from __future__ import annotations

import importlib
import pathlib

import click

COMMANDS = pathlib.Path(__file__).parent / "commands"


class Commands(click.Group):
    """Every file in commands/ is a command of that name; only those are loaded that are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's own)
        return sorted(path.stem for path in COMMANDS.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"mapctl.commands.{cmd_name}").command
        return command if isinstance(command, click.Command) else None


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def cli() -> None:
    """Bring up and run an environment of mesoscale.map.

    An environment is a folder in inventories/; a word is the name of a playbook. Whatever this does,
    `ansible-playbook -i inventories/ENV playbooks/WORD.yml` does too. It ends with 0 when there is nothing
    (more) to do, 1 when something failed, 2 when there is something to do, and 3 when somebody else is at work.
    """
