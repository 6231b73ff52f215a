"""Children of this process: cheap, because what is imported is there already, and mortal without loss."""

from __future__ import annotations

import collections.abc
import contextlib
import dataclasses
import gc
import os
import pickle
import time
import traceback
import typing as t
import warnings

import botocore.loaders


@dataclasses.dataclass(frozen=True)
class End:
    """How a child ended: its value, or the text of what it raised, or killed (then both are None)."""

    value: t.Any = None
    error: str | None = None
    killed: bool = False


class Child:
    """A forked process that computes `work()`. It waits until `go`, so that its pid can be told first."""

    def __init__(self, work: collections.abc.Callable[[], t.Any]) -> None:
        start_out, self._start = os.pipe()
        self._result, result_in = os.pipe()
        gc.freeze()  # so that the child's collector doesn't touch, and so copy, this process's memory
        with warnings.catch_warnings():
            # Its other threads are of a server that waits; the child doesn't use it.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            os.close(self._start)
            os.read(start_out, 1)
            _live(work, result_in)
        os.close(start_out)
        os.close(result_in)

    def go(self) -> t.Self:
        os.close(self._start)
        return self

    def end(self) -> End:
        """Wait for the end."""
        with os.fdopen(self._result, "rb") as pipe:
            data = pipe.read()
        os.waitpid(self.pid, 0)
        return End(*pickle.loads(data)) if data else End(killed=True)  # noqa: S301 (of our own child)


def _live(work: collections.abc.Callable[[], t.Any], result: int) -> t.NoReturn:
    gc.disable()
    try:
        outcome: tuple[t.Any, str | None] = (work(), None)
    except Exception as error:
        lines = traceback.format_exception(error)
        outcome = (None, f"{type(error).__name__}: {error}" if _expected(error) else "".join(lines))
    with contextlib.suppress(BrokenPipeError), os.fdopen(result, "wb") as pipe:
        pipe.write(pickle.dumps(outcome))
    os._exit(0)


def _expected(error: Exception) -> bool:
    return type(error).__name__ == "MapError"


def in_parallel(works: collections.abc.Iterable[collections.abc.Callable[[], t.Any]], at_once: int) -> list[End]:
    """The ends of many children, in their order, with some alive at a time."""
    ends: dict[int, End] = {}
    alive: list[tuple[int, Child]] = []
    for number, work in enumerate(works):
        if len(alive) >= at_once:
            first, child = alive.pop(0)
            ends[first] = child.end()
        alive.append((number, Child(work).go()))
    ends.update({number: child.end() for number, child in alive})
    return [ends[number] for number in sorted(ends)]


def hasten(factor: float) -> None:
    """Let all pauses of this process last only a part of their time. For children."""
    real = time.sleep
    time.sleep = lambda seconds: real(seconds * factor)


def read_models_once() -> None:
    """boto3 reads its service descriptions for each session; keep them, for hundreds of runs in one process."""
    loader: t.Any = botocore.loaders.Loader
    real, shared = loader.__init__, dict[t.Any, t.Any]()

    def start(self: t.Any, *arguments: t.Any, **options: t.Any) -> None:
        real(self, *arguments, **options)
        self._cache = shared

    loader.__init__ = start
