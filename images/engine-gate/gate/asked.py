"""A request as the hub's client wrote it, read so that the engine can't understand it otherwise."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
import urllib.parse

_TARGET = re.compile(r"(?:/v1\.(?P<version>\d{1,3}))?(?P<path>/[A-Za-z0-9_./:@-]+)(?:\?(?P<query>[!-~]*))?", re.ASCII)
_WITHOUT_VERSION = ("/version", "/_ping")
OLDEST, NEWEST = 40, 99


class UnreadableError(Exception):
    """Why a request can't be understood in one way only."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """path: without the version, which is "/v1.N" or nothing; body: what its JSON says, None where there is none."""

    method: str
    version: str
    path: str
    query: dict[str, str]
    body: t.Any


def read(method: str, target: str, body: bytes) -> Asked:
    """Raises UnreadableError."""
    match = _TARGET.fullmatch(target)
    if not match or ".." in target.partition("?")[0] or "//" in target.partition("?")[0]:
        raise UnreadableError("the address has signs that are not needed")
    version, path = match["version"], match["path"]
    if version is None and path not in _WITHOUT_VERSION:
        raise UnreadableError("the address has no version, as /v1.41")
    if version is not None and not OLDEST <= int(version) <= NEWEST:
        raise UnreadableError(f"the version must be 1.{OLDEST} to 1.{NEWEST}")
    prefix = "" if version is None else f"/v1.{int(version)}"
    return Asked(method, prefix, path, _query(match["query"] or ""), _body(body))


def _query(text: str) -> dict[str, str]:
    try:
        pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
    except ValueError as error:
        raise UnreadableError("the query can't be read") from error
    if ";" in text or len({name for name, __ in pairs}) < len(pairs):
        raise UnreadableError("the query has a name more than once")
    return dict(pairs)


def _body(body: bytes) -> t.Any:
    """The engine takes the last of several of one name, in capital or small letters; here none is there twice."""
    if not body:
        return None
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("the body is not plain JSON") from error


def _once(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    if len({name for name, __ in pairs}) < len(pairs):
        raise ValueError("a name is there more than once")
    return dict(pairs)


def _no_number(name: str) -> t.NoReturn:
    raise ValueError(name)
