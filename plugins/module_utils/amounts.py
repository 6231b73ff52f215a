"""Amounts of memory as settings have them, 4g or 500m; pure."""

from __future__ import annotations

import re
import typing as t

_MEMORY = re.compile(r"[1-9][0-9]*[mgMG]")
_UNITS = {"m": 1 << 20, "g": 1 << 30}
_LEAST_MEBIBYTES = 256


def memory_bytes(text: str) -> int:
    """Bytes of an amount that is one."""
    return int(text[:-1]) * _UNITS[text[-1].lower()]


def memory_problems(name: str, text: str, program: str) -> t.Iterator[str]:
    """What is wrong with a limit of memory. name: the setting's; program: what must start in it."""
    if not _MEMORY.fullmatch(text):
        yield f"{name} is '{text}', which is no amount. Write it as 4g or 500m."
    elif memory_bytes(text) < _LEAST_MEBIBYTES * _UNITS["m"]:
        yield f"{name} is '{text}', in which no {program} starts. Give {_LEAST_MEBIBYTES}m or more."
