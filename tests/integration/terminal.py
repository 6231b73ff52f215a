"""Runs a command at a terminal of its own, where somebody answers its question."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import subprocess
import termios
import typing as t

PATIENCE_SECONDS = 2


def at_terminal(command: list[str], environment: dict[str, str], answer: t.Callable[[str], str]) -> tuple[int, str]:
    """(exit code, what was shown). answer: what has been shown so far -> what to type, "" while nothing is asked"""
    ours, theirs = pty.openpty()
    words = ["setsid", "--ctty", "--wait", *command]
    with subprocess.Popen(words, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = "".join(_conversation(ours, answer))
    os.close(ours)
    return process.returncode, shown.replace("\r\n", "\n")


def _conversation(terminal: int, answer: t.Callable[[str], str]) -> t.Iterator[str]:
    """What is shown, to the end. Ansible drops what is typed too fast: as long as it waits, it is typed again.

    It waits while the terminal doesn't show what is typed; whoever types later would see the secret.
    """
    shown = typed = ""
    with contextlib.suppress(OSError):  # how a terminal says that the last process has ended
        while True:
            if select.select([terminal], [], [], PATIENCE_SECONDS)[0]:
                content = os.read(terminal, 65536).decode(errors="replace")
                shown += content
                yield content
            elif not _shows(terminal) and (typed := typed or answer(shown)):
                os.write(terminal, f"{typed}\r".encode())


def _shows(terminal: int) -> bool:
    """Whether the terminal shows what is typed."""
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
