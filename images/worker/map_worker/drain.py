"""Ends the process when it is told to, but never in the middle of work that it holds."""

from __future__ import annotations

import os
import signal
import sys
import types
import typing as t


def say(text: str) -> None:
    """Write a line, also from within a signal handler, where a buffered file may not be written."""
    os.write(2, f"map-worker: {text}\n".encode())


class Drain:
    """What is held (reserved jobs, open transactions), and whether the process shall end.

    wanted: a signal came. The process ends at once when it holds nothing, else as soon as it lets go of the last thing.
    """

    def __init__(self) -> None:
        self.wanted = False
        self.held: dict[t.Hashable, t.Any] = {}

    def listen(self) -> None:
        """From here on SIGTERM drains, and no library takes it over; so does SIGINT, but at a terminal."""
        signal.signal(signal.SIGTERM, self._on_signal)
        if not (sys.stdin and sys.stdin.isatty()):
            signal.signal(signal.SIGINT, self._on_signal)
        install = signal.signal

        def guarded(number: int, handler: t.Any) -> t.Any:
            # DataJoint's populate() sets a handler that raises in the middle of a job and makes it an error.
            return signal.getsignal(number) if number == signal.SIGTERM else install(number, handler)

        signal.signal = guarded  # type: ignore[assignment]

    def hold(self, thing: t.Hashable, details: t.Any = None) -> None:
        """Begin something that shall not be interrupted; ends the process instead if it shall end and holds nothing."""
        self.checkpoint()
        self.held[thing] = details

    def release(self, thing: t.Hashable) -> None:
        """It is over, in an error that is on its way up."""
        self.held.pop(thing, None)

    def let_go(self, thing: t.Hashable) -> None:
        """It is over; ends the process if it shall end and holds nothing more."""
        self.release(thing)
        self.checkpoint()

    def checkpoint(self, but: t.Collection[t.Hashable] = ()) -> None:
        """Ends the process if it shall end and holds nothing; things in `but` may be interrupted here."""
        if self.wanted and not set(self.held).difference(but):
            say("drained: nothing runs here any more.")
            raise SystemExit(0)

    def _on_signal(self, number: int, _frame: types.FrameType | None) -> None:
        self.wanted = True
        if self.held:
            names = ", ".join(sorted(str(thing) for thing in self.held))
            say(f"{signal.Signals(number).name}: ends when this has ended: {names}.")
        self.checkpoint()
