"""When a certificate ends, read with the standard library: hosts have no package that reads certificates; pure."""

from __future__ import annotations

import datetime
import re
import typing as t

_VERSION, _UTC_TIME, _TIME = 0xA0, 0x17, 0x18
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def first_pem(text: str) -> str:
    """The first certificate of a file, which is the server's own; "" where there is none."""
    found = _PEM.search(text)
    return found[0] + "\n" if found else ""


def ends(certificate: bytes) -> datetime.datetime:
    """The moment after which nobody takes it. certificate: in DER. Raises ValueError where it is none.

    RFC 5280: a certificate's first part has version, number, algorithm, issuer, and then from when to when it is valid.
    """
    try:
        ((_tag, whole),) = _items(certificate)
        (_tag, first), *_rest = _items(whole)
        _number, _algorithm, _issuer, (_tag, dates), *_rest = [item for item in _items(first) if item[0] != _VERSION]
        _begin, (kind, written) = _items(dates)
    except (IndexError, ValueError):
        raise ValueError("not a certificate") from None
    if kind not in (_UTC_TIME, _TIME):
        raise ValueError("not a certificate")
    text = written.decode("ascii")
    if kind == _UTC_TIME:  # two digits for the year, of 1950 to 2049
        text = ("19" if text >= "50" else "20") + text
    return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.UTC)


def _items(data: bytes) -> t.Iterator[tuple[int, bytes]]:
    """(tag, content) of each thing that stands one after the other. Raises IndexError where one is cut off."""
    while data:
        length, start = data[1], 2
        if length > 127:
            start += length - 128
            length = int.from_bytes(data[2:start], "big")
        if start + length > len(data):
            raise IndexError
        yield data[0], data[start : start + length]
        data = data[start + length :]
