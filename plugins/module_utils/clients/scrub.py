"""Takes secrets out of what programs said."""

from __future__ import annotations

import json
import re
import typing as t

SHORTEST = 6
"""A shorter word is no secret, and would be found in many others."""


def scrub(text: str, secrets: t.Iterable[str]) -> str:
    """The text without the secrets, also as JSON or Python would quote them."""
    written = {form for word in secrets for form in (word, json.dumps(word)[1:-1], repr(word)[1:-1])}
    for word in sorted(written, key=len, reverse=True):
        if len(word) >= SHORTEST:
            text = text.replace(word, "********")
    return text


def words(text: str) -> set[str]:
    """A text's lines, and their parts as programs take them apart."""
    return {word for line in text.splitlines() for word in (line.strip(), *re.split(r"[\s\"'=:,;]+", line))}
