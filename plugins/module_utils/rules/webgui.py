"""Rules for the Web GUI: where its code is, who gets in, and what it may take."""

from __future__ import annotations

import typing as t

from ..amounts import memory_problems
from . import sources
from .pipeline import ENDPOINT
from .table import Rule, apply

_SHORTEST = 16


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def memory(limit: str) -> t.Iterator[str]:
    yield from memory_problems("webgui_memory_limit", limit, "Web GUI")


def user(name: str) -> t.Iterator[str]:
    if not name.strip():
        yield "map_webgui_user is empty, and nobody could sign in. Write a name, as mapuser."


def endpoint(place: str) -> t.Iterator[str]:
    if place and not ENDPOINT.fullmatch(place):
        yield (
            f"webgui_figure_endpoint is '{place}', but it takes a host and a port. "
            "Write it as s3.us-east-1.amazonaws.com, without https:// and slashes."
        )


def long_enough(text: t.Any) -> t.Iterator[str]:
    if isinstance(text, str) and 0 < len(text) < _SHORTEST:
        yield (
            f"webgui_jwt_secret has only {len(text)} characters, and tokens signed with it could be guessed. "
            f"Take {_SHORTEST} or more, as `openssl rand -hex 16` makes."
        )


RULES: tuple[Rule, ...] = (
    *sources.rules("webgui_repository", "webgui_token", "webgui_commit"),
    (("webgui_memory_limit",), memory),
    (("map_webgui_user",), user),
    (("webgui_figure_endpoint",), endpoint),
    (("webgui_jwt_secret",), long_enough),
)
