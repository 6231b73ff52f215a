"""Runs a line of code in a kernel such as people get, without a browser."""

from __future__ import annotations

import queue
import typing as t

NAME = "python3"


def run(code: str, seconds: int) -> str | None:
    """What went wrong, or None."""
    from jupyter_client.manager import KernelManager  # noqa: PLC0415 (tests have none)

    manager = KernelManager(kernel_name=NAME)
    try:
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=seconds)
            return _answer(client, code, seconds)
        finally:
            client.stop_channels()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


def _answer(client: t.Any, code: str, seconds: int) -> str | None:
    identity = client.execute(code, store_history=False, allow_stdin=False)
    try:
        while True:
            message = client.get_shell_msg(timeout=seconds)
            if message["parent_header"].get("msg_id") == identity:
                break
    except queue.Empty:
        return f"it doesn't end within {seconds} seconds"
    content = message["content"]
    return None if content["status"] == "ok" else f"{content.get('ename')}: {content.get('evalue')}"
