"""What people should hear of the database: who may do what, and what is there that no list names."""

from __future__ import annotations

import typing as t

from .db_accounts import Actual, Wanted, ours, two_passwords, unlisted
from .db_rights import sentence


def summary(actual: Actual, wanted: Wanted) -> dict[str, t.Any]:
    """The facts of a result: rights (a row an account), server_version, unlisted, old_passwords, notes."""
    return {
        "rights": [
            {
                "account": member.name,
                "kind": member.kind,
                "role": member.role,
                "grants": [sentence(place, privileges) for place, privileges in wanted.rights(member).items()],
            }
            for member in wanted.members
        ],
        "server_version": actual.version,
        "unlisted": [account.label for account in unlisted(actual, wanted)],
        "old_passwords": two_passwords(actual, wanted),
        "notes": notes(actual, wanted),
    }


def notes(actual: Actual, wanted: Wanted) -> list[str]:
    """What is no drift, but should be known."""
    found = []
    there = ours(actual)
    others = [account.label for account in unlisted(actual, wanted) if account.label not in wanted.drop]
    if others:
        found.append(
            f"Database accounts that no list names: {', '.join(others)}. "
            "They were left alone; to remove one, name it in people_drop."
        )
    locked = [m.name for m in wanted.members if m.name in there and there[m.name].locked]
    if locked:
        found.append(
            f"Database accounts that are listed, but locked by hand: {', '.join(locked)}. They were left locked; "
            "unlock them (ALTER USER ... ACCOUNT UNLOCK), or take them off the list."
        )
    if wanted.due:
        found.append(
            f"People whose last day is over, and whose accounts still work: {', '.join(wanted.due)}. "
            "docs/people.md says what to do when a person leaves; if one stays, change `until` in map_people."
        )
    if two_passwords(actual, wanted):
        found.append(
            f"Two passwords work for the accounts of programs: {', '.join(two_passwords(actual, wanted))}. The old one "
            "ends with playbooks/old_passwords.yml, which site.yml runs when all programs have the new one."
        )
    return found + [_heir(name, schemas) for name, schemas in _inherited(actual, wanted).items()]


def _inherited(actual: Actual, wanted: Wanted) -> dict[str, list[str]]:
    """Accounts yet to be made, and schemas that are there already and will be theirs."""
    there = ours(actual)
    owners: dict[str, list[str]] = {}
    for schema in sorted(actual.schemas):
        owners.setdefault(schema.partition("_")[0], []).append(schema)
    people = [m.name for m in wanted.members if m.kind == "person" and m.role != "reader" and m.name not in there]
    return {name: owners[name] for name in people if name in owners}


def _heir(name: str, schemas: list[str]) -> str:
    return (
        f"The new account '{name}' gets schemas that someone of this name left: {', '.join(schemas)}. "
        "Choose another name if this is another person."
    )
