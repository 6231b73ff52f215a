"""What people see: on a terminal with colours, elsewhere plain lines."""

from __future__ import annotations

import functools
import json
import os
import sys
import typing as t

from . import changes as words
from .changes import Change
from .runs import Result

if t.TYPE_CHECKING:
    import rich.console

COLOURS = {"create": "green", "update": "yellow", "remove": "red"}
WIDEST = 64
"""So wide the column of targets becomes; a longer one pushes its row to the right."""


@functools.cache
def console() -> rich.console.Console:
    """Where people read. Elsewhere than on a terminal, lines are as long as they are."""
    return _console(sys.stdout)


@functools.cache
def _console_of_errors() -> rich.console.Console:
    return _console(sys.stderr)


def _console(file: t.TextIO) -> rich.console.Console:
    import rich.console  # noqa: PLC0415 (slow)

    class Console(rich.console.Console):
        """Goes on in silence when nobody reads any more (`| head`): an apply must not end for that."""

        def on_broken_pipe(self) -> None:
            self.quiet = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())

    return Console(file=file, highlight=False, soft_wrap=not file.isatty(), emoji=False, markup=False)


def say(text: str = "", style: str = "") -> None:
    """A line, or several."""
    console().print(text, style=style or None)


def as_json(value: t.Any) -> None:
    """One document for other programs."""
    print(json.dumps(value, indent=2, default=str, ensure_ascii=False))  # noqa: T201 (what other programs read)


def plan(changes: t.Sequence[Change], title: str) -> None:
    """The changes, grouped by system. title: what is said above them"""
    say(title, "bold")
    for system, found in words.systems(changes).items():
        say(f"\n{system}", "bold cyan")
        width = min(max(len(change.place) for change in found), WIDEST)
        for change in found:
            _line(change, width)
    noticed = [change for change in changes if change.impact != "none"]
    if noticed:
        say("\nWhat people will notice:", "bold")
        for change in noticed:
            say(f"  {change.place} {words.IMPACTS.get(change.impact, change.impact)}.", "magenta")


def count(changes: t.Sequence[Change]) -> str:
    """3 to create, 1 to update."""
    numbers = {action: sum(1 for change in changes if change.action == action) for action in words.SYMBOLS}
    return ", ".join(f"{number} to {action}" for action, number in numbers.items() if number) or "nothing"


def notes(result: Result) -> None:
    """What should be known, and needs nobody at once."""
    for note in result.notes:
        say(f"Note: {note}", "dim")


def error(text: str) -> None:
    """What is wrong and what to do, to stderr."""
    _console_of_errors().print(text, style="red")


def table(columns: t.Sequence[str], rows: t.Iterable[t.Sequence[t.Any]]) -> None:
    """Rows under their headings; without a terminal, separated by blanks and never cut."""
    texts = [[_cell(cell) for cell in row] for row in rows]
    if not console().is_terminal:
        widths = [max(len(line[n]) for line in [list(columns), *texts]) for n in range(len(columns))]
        for line in [list(columns), *texts]:
            say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        return
    import rich.table  # noqa: PLC0415

    made = rich.table.Table(*columns, box=None, header_style="bold", pad_edge=False)
    for line in texts:
        made.add_row(*line)
    console().print(made)


def _line(change: Change, width: int) -> None:
    """A row of the plan: mark, target, what is different."""
    import rich.text  # noqa: PLC0415

    mark, said = words.SYMBOLS.get(change.action, "~"), words.summary(change)
    impact = words.IMPACTS.get(change.impact, change.impact)
    parts = [f"  {mark} {change.place.ljust(width) if said or impact else change.place}", said]
    text = rich.text.Text("  ".join([*filter(None, parts), *([f"[{impact}]"] if impact else [])]))
    text.stylize(COLOURS.get(change.action, ""), 2, 3)
    console().print(text)


def _cell(value: t.Any) -> str:
    return "" if value is None else str(value)
