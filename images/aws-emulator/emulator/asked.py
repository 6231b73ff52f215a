"""A request to S3 as far as it matters who asks: its address, its headers, and what it is about."""

from __future__ import annotations

import dataclasses
import typing as t
import urllib.parse

from moto.core.request import Request


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request. raw_path, raw_query: as they were sent; headers: by their names in lower case."""

    method: str
    raw_path: str
    raw_query: str
    headers: dict[str, str]
    bucket: str
    key: str

    @property
    def query(self) -> list[tuple[str, str]]:
        return urllib.parse.parse_qsl(self.raw_query, keep_blank_values=True)

    @property
    def parameters(self) -> dict[str, str]:
        return dict(self.query)


def asked(environ: dict[str, t.Any]) -> Asked:
    request = Request(environ)
    headers: dict[str, str] = {}
    for name, value in request.headers:
        headers[name.lower()] = " ".join(value.split())
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    bucket, __, key = path.lstrip("/").partition("/")
    return Asked(request.method, request.raw_path, environ.get("QUERY_STRING", ""), headers, bucket, key)
