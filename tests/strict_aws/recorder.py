"""Remembers every request, as a person would count them."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

from .wire import Request


@dataclasses.dataclass(frozen=True)
class Recorded:
    """One request that arrived, whatever became of it. `about` names what it is about, for failure messages."""

    service: str
    operation: str
    writes: bool
    params: dict[str, t.Any]

    @property
    def name(self) -> str:
        return f"{self.service} {self.operation}"


class Recorder:
    """All requests in the order in which they arrived. `paused` while a test looks at the world itself."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.paused = False
        self._lock = threading.Lock()

    @property
    def writes(self) -> list[Recorded]:
        return [request for request in self.requests if request.writes]

    @property
    def names(self) -> list[str]:
        return [request.name for request in self.requests]

    def add(self, request: Request) -> None:
        with self._lock:
            self.requests.append(Recorded(request.service, request.operation, request.writes, request.params))

    def reset(self) -> None:
        with self._lock:
            self.requests.clear()
