"""A kernel such as people get, without a browser."""

from __future__ import annotations

import queue
import typing as t

NAME = "python3"


class KernelError(Exception):
    """What went wrong."""


class Kernel:
    """Runs while it is entered. seconds: how long it may take to start, and to run a piece of code"""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds

    def __enter__(self) -> Kernel:
        from jupyter_client.manager import KernelManager  # noqa: PLC0415 (tests have none)

        self._manager = KernelManager(kernel_name=NAME, transport="ipc")
        try:
            self._manager.start_kernel()
            self._client = self._manager.client()
            self._client.start_channels()
            self._client.wait_for_ready(timeout=self._seconds)
        except Exception as error:
            self.__exit__()
            raise KernelError(f"{type(error).__name__}: {error}") from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._manager.has_kernel:
            self._manager.shutdown_kernel(now=True)

    def run(self, code: str) -> None:
        """Raises KernelError when the code does, or doesn't end."""
        identity = self._client.execute(code, store_history=False, allow_stdin=False)
        content = self._answer_to(identity)
        if content["status"] != "ok":
            raise KernelError(f"{content.get('ename')}: {content.get('evalue')}")

    def _answer_to(self, identity: str) -> dict[str, t.Any]:
        try:
            while True:
                message = self._client.get_shell_msg(timeout=self._seconds)
                if message["parent_header"].get("msg_id") == identity:
                    return dict(message["content"])
        except queue.Empty:
            raise KernelError(f"it doesn't end within {self._seconds} seconds") from None
