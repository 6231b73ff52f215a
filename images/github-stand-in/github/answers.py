"""What goes back to a client."""

from __future__ import annotations

import dataclasses
import json
import typing as t
import urllib.parse


@dataclasses.dataclass(frozen=True)
class Answer:
    """A status, a body and further headers."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


_PAGE = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def page(status: int, text: str) -> Answer:
    return Answer(status, text.encode(), dict(_PAGE))


def data(status: int, value: t.Any, **headers: str) -> Answer:
    """JSON. headers: with underscores for dashes."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8", **named})


def redirect(address: str, **fields: str) -> Answer:
    """To an address, with these fields as its query."""
    query = urllib.parse.urlencode({name: text for name, text in fields.items() if text})
    return Answer(302, headers={"Location": f"{address}?{query}" if query else address})
