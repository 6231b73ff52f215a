"""Rules for code that comes from git: where it is, and which commit of it."""

from __future__ import annotations

import typing as t

from ..plans.git_sources import ACCEPTED, address_fault, is_commit
from .table import Rule


def rules(repository: str, token: str, commit: str) -> tuple[Rule, ...]:
    """Those for the settings of these names."""
    return (
        ((repository,), lambda place: _repository(repository, token, place)),
        ((commit,), lambda name: _commit(commit, name)),
    )


def _repository(setting: str, token: str, place: str) -> t.Iterator[str]:
    fault = address_fault(place)
    if fault in ("secret", "unreadable"):
        yield (
            f"{setting} holds a user, a password, a '?' or a '#', which would be shown and kept in many "
            f"places. Take a URL without; {token} in the vault may read a private repository."
        )
    elif fault:
        yield f"{setting} is '{place}', which is no git repository. Write {ACCEPTED}."


def _commit(setting: str, name: str) -> t.Iterator[str]:
    if not is_commit(name):
        yield (
            f"{setting} is '{name}', but only a whole commit says for ever which code runs. "
            "Write all 40 digits in small letters and quotes; `git ls-remote REPOSITORY` shows those of branches."
        )
