"""Errors that pass by themselves: whoever tries again may well succeed, so their jobs are safe to clear."""

from __future__ import annotations

import re

_CLIENT = r"(?:OperationalError|InternalError|InterfaceError|ProgrammingError|DatabaseError): \(\s*{numbers}\b"


def _mysql(*numbers: int) -> str:
    """An error of PyMySQL's by its number, as DataJoint writes it down: `OperationalError: (1213, '...')`."""
    return _CLIENT.format(numbers=f"(?:{'|'.join(map(str, numbers))})")


_NETWORK = r"(?:MaxRetryError|NewConnectionError|ConnectTimeoutError|ReadTimeoutError"
_STORE = r"(?:SlowDown|SlowDownRead|SlowDownWrite|ServiceUnavailable|InternalError|RequestTimeout|OperationAborted)"

TRANSIENT = (
    (r"SystemExit\b", "the worker was stopped in the middle of it"),
    (r"KeyboardInterrupt\b", "somebody interrupted it"),
    (r"LostConnectionError\b", "the connection to the database was lost"),
    (_mysql(0, 2006, 2013, 2055), "the connection to the database was lost"),
    (_mysql(2002, 2003, 2005), "the database couldn't be reached"),
    (_mysql(1053, 1077, 1079, 3169), "the database was shutting down"),
    (_mysql(1290, 1836), "the database was read-only"),
    (_mysql(1040, 1203, 1226), "the database had no free connection"),
    (_mysql(1158, 1159, 1160, 1161, 4031), "the connection to the database broke"),
    (_mysql(1205), "another transaction held a lock for too long"),
    (_mysql(1213), "a deadlock with another transaction"),
    (_mysql(1317, 1927), "the statement was ended from outside"),
    (r"IntegrityError: .*REFERENCES `~external_", "a clean-up took the file that it was about to name"),
    (_NETWORK + r"|ProtocolError|IncompleteRead)\b", "the connection to the store failed"),
    (rf"(?:S3Error|ServerError): .*\bcode: {_STORE}\b", "the store was overloaded or failed"),
    (r"ServerError: .*\b50[0234]\b", "the store was overloaded or failed"),
    (r"(?:Connection(?:Reset|Refused|Aborted)|BrokenPipe|Timeout)Error\b", "a network connection failed"),
    (r"timeout\b", "a network connection failed"),
    (r"gaierror: .*(?:-3\b|Temporary failure)", "a name couldn't be resolved for a while"),
)
"""(pattern that the message begins with, what it means)"""

_COMPILED = [(re.compile(pattern, re.S), meaning) for pattern, meaning in TRANSIENT]


def passing(message: str) -> str | None:
    """What happened, if it is an error that passes by itself; None for all others, which need a look."""
    return next((meaning for pattern, meaning in _COMPILED if pattern.match(message)), None)
