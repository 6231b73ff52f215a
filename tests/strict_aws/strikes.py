"""Misfortunes: what happens to the n-th mutating request, or to a share of all requests."""

from __future__ import annotations

import os
import random
import signal
import threading
import typing as t

from .wire import Answer, RefusalError, Request, write_error

KINDS = ("kill-before", "kill-after", "lost", "throttle", "error500", "denied")
Kind = t.Literal["kill-before", "kill-after", "lost", "throttle", "error500", "denied"]

DENIED = {"ec2": "UnauthorizedOperation", "ssm": "AccessDeniedException"}
THROTTLED = {"ec2": "RequestLimitExceeded", "s3": "SlowDown", "ssm": "ThrottlingException"}
_BUSY = ("ec2", "s3")  # these answer 503, the others 400


class DroppedError(ConnectionError):
    """The connection ends without an answer (the server takes a ConnectionError so)."""


class Strikes:
    """What will go wrong. Set it with `at`, `throttle_share` or `throttle_forever`; `reset` ends it.

    `struck` names the request that was hit (service and operation).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self._kind: str | None = None
        self._number = 0
        self._victim: int | None = None
        self._seen = 0
        self._left = 0
        self._share = 0.0
        self._dice = random.Random(0)
        self._forever = ""
        self.struck: str | None = None
        self.throttled = 0

    def at(self, number: int, kind: Kind, victim: int | None = None) -> None:
        """Strike at the number-th (from 1) mutating request. victim: the process to kill."""
        self.reset()
        self._kind, self._number, self._victim = kind, number, victim
        self._left = {"throttle": 3, "denied": 1000}.get(kind, 1)

    def throttle_share(self, share: float, seed: int) -> None:
        """Throttle that share (0 to 1) of all requests."""
        self.reset()
        self._share, self._dice = share, random.Random(seed)

    def throttle_forever(self, name: str) -> None:
        """Throttle one call ("ec2 RunInstances") always; "" means every request."""
        self.reset()
        self._forever = name or "*"

    def handle(self, request: Request, pass_on: t.Callable[[], Answer]) -> Answer:
        """Pass a request on, or strike it. Raises DroppedError when the client gets no answer."""
        kind = self._choose(request)
        if kind is None:
            return pass_on()
        if kind in ("kill-after", "lost"):
            pass_on()
        if kind.startswith("kill") and self._victim:
            os.kill(self._victim, signal.SIGKILL)
        if kind.startswith("kill") or kind == "lost":
            raise DroppedError
        return write_error(request, _refusal(kind, request))

    def _choose(self, request: Request) -> str | None:
        with self._lock:
            if self._forever in ("*", request.name) or (self._share and self._dice.random() < self._share):
                self.throttled += 1
                return "throttle"
            if self._kind is None or not request.writes:
                return None
            self._seen += 1
            again = self.struck == request.name if self._kind in ("throttle", "denied") else False
            if self._left and (self._seen == self._number or again):
                self._left -= 1
                self.struck = request.name
                return self._kind
            return None


def _refusal(kind: str, request: Request) -> RefusalError:
    if kind == "denied":
        who = "arn:aws:iam::123456789012:user/operator"
        text = f"User: {who} is not authorized to perform: {request.service}:{request.operation}"
        return RefusalError(DENIED.get(request.service, "AccessDenied"), text, 403)
    if kind == "throttle":
        code, status = THROTTLED.get(request.service, "Throttling"), 503 if request.service in _BUSY else 400
        return RefusalError(code, "Rate exceeded", status)
    return RefusalError("InternalError" if request.service == "s3" else "InternalFailure", "We had a problem.", 500)
