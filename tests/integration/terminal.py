"""Runs a command at a terminal of its own, where somebody answers its question."""

from __future__ import annotations

import contextlib
import os
import pty
import typing as t


def at_terminal(command: list[str], environment: dict[str, str], answer: t.Callable[[str], str]) -> tuple[int, str]:
    """(exit code, what was shown). answer: what has been shown so far -> what to type, "" while nothing is asked"""
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(command[0], command, environment)  # noqa: S606 (a test's own command)
    shown, typed = b"", ""
    with contextlib.suppress(OSError):  # how a terminal says that the last process has ended
        while content := os.read(terminal, 65536):
            shown += content
            if not typed and (typed := answer(shown.decode(errors="replace"))):
                os.write(terminal, f"{typed}\r".encode())
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), shown.decode(errors="replace").replace("\r\n", "\n")
