"""Lets the pipeline's code, written for version 2 of globus-sdk, wait for transfers with version 3."""

from __future__ import annotations

import functools
import importlib
import typing as t


def install() -> None:
    """Take task_wait's options by position too, in this process. Nothing to do where there is no globus-sdk."""
    try:
        client = importlib.import_module("globus_sdk").TransferClient
    except ImportError:
        return
    original = client.task_wait

    @functools.wraps(original)
    def task_wait(self: t.Any, task_id: t.Any, timeout: int = 10, polling_interval: int = 10) -> bool:
        return bool(original(self, task_id, timeout=timeout, polling_interval=polling_interval))

    client.task_wait = task_wait
