"""Reads what DataJoint 0.12 to 0.14 packs into the columns `key` and `error_stack` of its job tables, without it."""

from __future__ import annotations

import datetime
import decimal
import math
import struct
import typing as t
import uuid
import zlib

_COMPRESSED = b"ZL123\0"
_FORMATS = (b"dj0\0", b"mYm\0")
_NUMBERS = {3: "?", 6: "d", 7: "f", 8: "b", 9: "B", 10: "h", 11: "H", 12: "i", 13: "I", 14: "q", 15: "Q"}
_MOST = 1 << 20  # nobody's key is longer; a wrong length must not fill the memory
_FAILURES = (struct.error, zlib.error, ValueError, KeyError, IndexError, OverflowError, RecursionError, ArithmeticError)


def readable_key(blob: bytes | None) -> str:
    """`subject_id=440956, session=3`; "" for what can't be read."""
    found = _unpacked(blob)
    return ", ".join(f"{name}={value}" for name, value in found.items()) if isinstance(found, dict) else ""


def innermost_line(blob: bytes | None) -> str:
    """Where in the code an error came from: the last `File ..., line ..., in ...` of a packed stack; "" if unknown."""
    found = _unpacked(blob)
    lines = found.splitlines() if isinstance(found, str) else []
    return next((line.strip() for line in reversed(lines) if line.lstrip().startswith("File ")), "")


def _unpacked(blob: bytes | None) -> t.Any:
    try:
        return _Reader(_plain(bytes(blob or b""))).value()
    except _FAILURES:
        return None


def _plain(blob: bytes) -> bytes:
    if blob.startswith(_COMPRESSED):
        # The eight bytes are the whole length; a column that was cut short gives what there is.
        blob = zlib.decompressobj().decompress(blob[len(_COMPRESSED) + 8 :], _MOST)
    if not blob.startswith(_FORMATS):
        raise ValueError("not a blob of DataJoint's")
    return blob[4:]


class _Reader:
    """Values one after the other; each begins with a byte that says its kind."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def value(self) -> t.Any:
        read: dict[bytes, t.Callable[[], t.Any]] = {
            b"\x04": self._mapping,
            b"\x05": self._text,
            b"\x0a": self._integer,
            b"\x0b": lambda: self._number("?"),
            b"\x0d": lambda: self._number("d"),
            b"\xff": lambda: None,
            b"A": self._scalar,
            b"d": lambda: decimal.Decimal(self._text()),
            b"t": self._time,
            b"u": lambda: uuid.UUID(bytes=self._bytes(16)),
        }
        return read[self._bytes(1)]()

    def _bytes(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        self._at += length
        return taken

    def _number(self, kind: str) -> t.Any:
        return struct.unpack("<" + kind, self._bytes(struct.calcsize("<" + kind)))[0]

    def _text(self) -> str:
        return self._bytes(self._number("Q")).decode(errors="replace")

    def _integer(self) -> int:
        return int.from_bytes(self._bytes(self._number("H")), "little", signed=True)

    def _mapping(self) -> dict[t.Any, t.Any]:
        found = {}
        for __ in range(min(self._number("Q"), _MOST)):
            name = self._sized()
            found[name] = self._sized()
        return found

    def _sized(self) -> t.Any:
        self._number("Q")
        return self.value()

    def _scalar(self) -> t.Any:
        """A number of numpy's; arrays are no keys."""
        shape = [self._number("Q") for __ in range(min(self._number("Q"), 8))]
        kind, __ = self._number("I"), self._number("I")
        if math.prod(shape) != 1:
            raise ValueError("an array")
        return self._number(_NUMBERS[kind])

    def _time(self) -> datetime.date | datetime.time:
        date, time = self._number("i"), self._number("q")
        clock, fraction = divmod(max(time, 0), 1_000_000)
        at = datetime.time(clock // 10000, clock // 100 % 100, clock % 100, fraction)
        if date < 0:
            return at
        day = datetime.date(date // 10000, date // 100 % 100, date % 100)
        return day if time < 0 else datetime.datetime.combine(day, at)
