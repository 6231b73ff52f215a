"""Records a terminal picture for the README: real commands at a real terminal, drawn as they were seen.

python -m tests.picture ENVIRONMENT docs/pictures/terminal.svg      the environment is up, in MAPCTL_INVENTORIES
"""

from __future__ import annotations

import io
import os
import re
import sys
import typing as t
from pathlib import Path

import pexpect
import pyte
import rich.console
import rich.text
import yaml

from tests.environment import ROOT

COLUMNS, LINES = 150, 1000
COLOURS = {"brown": "yellow", "default": ""}
"""pyte's names for what rich calls otherwise."""


def main(environment: str, output: str) -> None:
    """Make two wishes, then show plan, apply and status of one playbook."""
    variables = Path(os.environ["MAPCTL_INVENTORIES"]) / environment / "group_vars/all/vars.yml"
    settings = yaml.safe_load(variables.read_text())
    settings["map_people"].append({"name": "frank", "github": "frank-gh", "full_name": "Frank New", "role": "analyst"})
    settings["map_people"][2]["role"] = "ingester"
    variables.write_text(yaml.safe_dump(settings, sort_keys=False))
    console = rich.console.Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for words, answers in (
        (f"plan {environment} people", ""),
        (f"apply {environment} people", "y"),
        (f"status {environment}", ""),
    ):
        console.print(rich.text.Text.assemble(("$ ", "bold green"), (f"mapctl {words}", "bold")))
        for line in seen(words.split(), answers):
            console.print(line)
        console.print()
    Path(output).write_text(without_fonts(console.export_svg(title="mapctl")))


def seen(words: list[str], answer: str) -> t.Iterator[rich.text.Text]:
    """What a terminal shows in the end, line by line."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "mapctl", *words]
    child = pexpect.spawn(
        command[0], command[1:], env=environment, dimensions=(LINES, COLUMNS), encoding="utf-8", timeout=600
    )
    if answer:
        child.expect("Apply this")
        stream.feed(child.before + child.after)
        child.sendline(answer)
    child.expect(pexpect.EOF)
    stream.feed(child.before)
    last = max(number for number, text in enumerate(screen.display) if text.strip())
    yield from (_line(screen.buffer[number]) for number in range(last + 1))


def without_fonts(svg: str) -> str:
    """The picture without addresses of fonts: whoever looks at it has one of their own."""
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def _line(cells: t.Mapping[int, t.Any]) -> rich.text.Text:
    line = rich.text.Text()
    for column in range(COLUMNS):
        cell = cells[column]
        colour = COLOURS.get(cell.fg, cell.fg).replace("bright", "bright_")
        style = " ".join(
            filter(None, ["bold" if cell.bold else "", colour if colour.isalpha() or "_" in colour else ""])
        )
        line.append(cell.data, style=style)
    line.rstrip()
    return line


if __name__ == "__main__":
    main(*sys.argv[1:])
