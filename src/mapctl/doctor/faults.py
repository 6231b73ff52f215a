"""What went wrong on the way to a server, in words that have no address with a token in it."""

from __future__ import annotations

import json
import re
import socket
import ssl
import typing as t

import requests
import websocket

from .model import AnswerError, LateError, TroubleError

EXPECTED = (AnswerError, LateError, OSError, ValueError, websocket.WebSocketException)
"""What the world may do to a check. requests' own errors are OSErrors, those of JSON ValueErrors."""

_AWAY = (502, 503, 504)
_PLAIN: list[tuple[type[BaseException], str]] = [
    (socket.gaierror, "the name isn't known here"),
    (ConnectionRefusedError, "nothing listens there"),
    (TimeoutError, "no answer came in time"),
    (requests.Timeout, "no answer came in time"),
    (ConnectionResetError, "the connection was broken off"),
]


def trouble(error: Exception, part: str, environment: str, stack: str, service: str) -> TroubleError:
    """An expected error as two sentences. part: whose check it is; stack, service: where its log is"""
    read = f"Read `mapctl logs {environment} {stack} {service}`."
    status = f"Run `mapctl status {environment}`"
    if isinstance(error, AnswerError) and error.status in _AWAY:
        says = f"{part} doesn't answer behind the reverse proxy ({error.status}), so it is restarting or doesn't run."
        return TroubleError(says, f"{status}, and read `mapctl logs {environment} {stack} {service}`.")
    if isinstance(error, AnswerError | LateError):
        return TroubleError(f"{str(error).rstrip('.')}.", read)
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return TroubleError(f"{part} answered with something that isn't what people get from it.", read)
    if isinstance(error, websocket.WebSocketException):
        return TroubleError("The connection to the notebook's kernel broke off, so the kernel ended.", read)
    says = f"{place(error) or part} can't be reached: {why(error)}."
    return TroubleError(says, f"{status}, and `mapctl apply {environment} edge` if the reverse proxy doesn't run.")


def why(error: BaseException) -> str:
    """The cause that is told by an error or one inside it."""
    inside = list(_inside(error))
    for one in inside:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"its certificate isn't good, {one.verify_message.rstrip('.')}"
    for one in inside:
        for kind, words in _PLAIN:
            if isinstance(one, kind):
                return words
    return type(inside[-1]).__name__


def place(error: BaseException) -> str:
    """The host that a request went to, if the error knows it."""
    request = getattr(error, "request", None)
    url = getattr(request, "url", None) or ""
    found = re.match(r"https?://([^/?#]+)", str(url))
    return found[1] if found else ""


def words(answer: requests.Response) -> str:
    """What a server says of itself: the message of its JSON, else nothing; pages say nothing that helps here."""
    try:
        said = answer.json()["message"]
    except (ValueError, KeyError, TypeError):
        return ""
    return " ".join(str(said).split())[:200]


def checked(answer: requests.Response, what: str, *good: int) -> requests.Response:
    """The answer, if its status is one of those. Raises AnswerError."""
    if answer.status_code not in (good or (200,)):
        raise AnswerError(what, answer.status_code, words(answer))
    return answer


def content(answer: requests.Response) -> t.Any:
    """What an answer's JSON says. Raises ValueError."""
    return json.loads(answer.text)


def _inside(error: BaseException | None) -> t.Iterator[BaseException]:
    """The error and what it wraps, outermost first."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        wrapped = [one for one in (getattr(error, "reason", None), *error.args) if isinstance(one, BaseException)]
        error = wrapped[0] if wrapped else error.__cause__ or error.__context__
