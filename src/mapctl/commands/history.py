"""mapctl history"""

from __future__ import annotations

import click

from mapctl import options


@click.command()
@options.environment
@options.as_json
@click.option("-n", "number", default=20, show_default=True, help="How many, the newest.")
@click.option("--changes", is_flag=True, help="Name the changes of each run, too.")
def command(*, environment: str, as_json: bool, number: int, changes: bool) -> int:
    """Show who ran what, when, on which commit, with which result.

    It is kept in inventories/ENV/.mapctl of this checkout, with the names of the changes and never a value.
    """
    from mapctl import place, records, show  # noqa: PLC0415 (slow)

    found = records.all_of(place.environment(environment), "history")[-number:]
    if as_json:
        show.as_json(found)
        return 0
    if not found:
        show.say(f"Nothing was run on '{environment}' from here yet.")
        return 0
    columns = ("when", "who", "command", "commit", "result", "seconds", "changes")
    rows = [(one["when"], one["who"], one["command"], one["commit"], *_result(one)) for one in found]
    show.table(columns, rows)
    for one in found if changes else []:
        show.say(f"\n{one['when']}  {one['command']}", "bold")
        for system, action, target in one["changes"]:
            show.say(f"  {action} {target} ({system})")
    return 0


def _result(one: dict[str, object]) -> tuple[object, object, int]:
    return one["outcome"], one["seconds"], len(list(one["changes"]))  # type: ignore[call-overload]
