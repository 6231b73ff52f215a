"""mapctl people"""

from __future__ import annotations

import typing as t

import click

from mapctl import options


@click.command()
@options.environment
@options.vault_file
@options.as_json
def command(*, environment: str, vault_file: str, as_json: bool) -> int:
    """Show who has which rights, and who signs in to JupyterHub as whom.

    Asks the database, and ends with 2 where it differs from what the settings say.
    """
    from mapctl import planning, runs, show  # noqa: PLC0415 (slow)
    from mapctl.work import Work  # noqa: PLC0415

    work = Work(environment, vault_file, quiet=True)
    values = work.settings().wanted()
    result = work.run("people", check=True)
    runs.raise_unless_ok(result)
    people = {one["name"]: one for one in values.get("map_people") or ()}
    rows = [{**right, **_hub(people.get(right["account"], {}))} for right in result.facts.get("rights", [])]
    code = planning.code_of(result)
    if as_json:
        document = {"people": rows, "unlisted": result.facts.get("unlisted", []), "exit": code}
        show.as_json(document)
        return code
    show.table(("account", "role", "GitHub", "admin", "until", "rights"), list(_lines(rows)))
    for account in result.facts.get("unlisted", []):
        show.say(f"{account} is an account that no list names.", "yellow")
    for change in result.changes:
        show.say(f"The database differs: {change.action} {change.target}.", "yellow")
    if result.changes:
        show.say(f"`mapctl apply {environment} people` mends that.")
    show.notes(result)
    return code


def _hub(person: dict[str, t.Any]) -> dict[str, t.Any]:
    return {
        "github": person.get("github", ""),
        "admin": "yes" if person.get("admin") else "",
        "until": person.get("until", ""),
    }


def _lines(rows: list[dict[str, t.Any]]) -> t.Iterator[tuple[t.Any, ...]]:
    for row in rows:
        first, *more = row["grants"] or ["may sign in, nothing more"]
        yield (row["account"], row["role"], row["github"], row["admin"], row["until"], first)
        yield from (("", "", "", "", "", grant) for grant in more)
