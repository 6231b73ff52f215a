"""Rules for secrets. No message quotes one."""

from __future__ import annotations

import collections
import re
import typing as t

from ..people import password_problem
from ..plans import rds_wishes
from .table import Rule, apply

SHORTEST = 8
_LOOK_UP = re.compile(r"\{\{\s*lookup\(\s*['\"]mesoscale\.map\.local_secrets?['\"][^{}]*\)\s*\}\}")
_EXAMPLE = "replace-me"
_NOT_YET = "from-github"
"""What `mapctl` puts in the place of GitHub's secret, which somebody must bring."""
_OPTIONAL = frozenset({"map_aws_secret_access_key", "map_globus_token", "map_pipeline_token", "webgui_token"})
_MASTER = "map_database_master_password"


def problems(found: t.Mapping[str, t.Any], values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with the secrets. found: the secrets among all values, texts or dictionaries of texts."""
    every = dict(_texts(found))
    return [
        *(problem for owner, text in every.items() if _is_set(owner, text) for problem in _text(owner, text)),
        *_master(every.get(_MASTER)),
        *_shared(every),
        *apply(RULES, values),
    ]


def only_looked_up(raw: t.Any) -> bool:
    """Whether all texts in a file's variables are look-ups of secrets that are kept elsewhere."""
    if isinstance(raw, dict):
        return all(only_looked_up(value) for value in raw.values())
    return isinstance(raw, str) and bool(_LOOK_UP.fullmatch(raw.strip()))


def _texts(found: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, t.Any]]:
    for name, value in found.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", text) for key, text in value.items())
        else:
            yield name, value


def _is_set(owner: str, text: t.Any) -> bool:
    """An AWS key is optional, and judged together with its id; a token is missing until somebody has signed in;
    a public repository needs no token."""
    return bool(text) or owner not in _OPTIONAL


def _text(owner: str, text: t.Any) -> t.Iterator[str]:
    if not isinstance(text, str):
        yield f"The password of '{owner}' is not a text. Put it in quotes."
        return
    problem = password_problem(owner, text)
    if problem:
        yield problem
    elif text.startswith(_EXAMPLE):
        yield f"The password of '{owner}' is still the example's, which everybody knows. Give it one of its own."
    elif len(text) < SHORTEST:
        yield f"The password of '{owner}' has only {len(text)} characters. Take at least {SHORTEST}."


def _master(text: t.Any) -> list[str]:
    long_enough = isinstance(text, str) and len(text) >= SHORTEST
    return rds_wishes.password_problem(text) if long_enough else []


def _shared(every: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    owners = collections.defaultdict(list)
    for owner, text in every.items():
        if text and isinstance(text, str):
            owners[text].append(owner)
    for names in owners.values():
        if len(names) > 1:
            yield f"{' and '.join(names)} are the same secret. Give each its own."


def _strangers(passwords: dict[str, t.Any], people: list[dict[str, t.Any]]) -> t.Iterator[str]:
    known = {person["name"] for person in people}
    for name in passwords:
        if name not in known:
            yield f"map_people_passwords has an entry for '{name}', who is not in map_people. Correct or remove it."


def _githubs(secret: t.Any, environment: str) -> t.Iterator[str]:
    if str(secret).startswith(_NOT_YET):
        yield f"map_github_client_secret isn't GitHub's yet. Put it there with `mapctl secrets {environment}`."


RULES: tuple[Rule, ...] = (
    (("map_people_passwords", "map_people"), _strangers),
    (("map_github_client_secret", "map_environment"), _githubs),
)
