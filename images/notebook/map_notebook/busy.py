"""An extension of Jupyter's server: a kernel that computes is activity, even when it says nothing for hours.

The hub stops servers that show no activity. Jupyter counts messages only, and a long computation sends none.
"""

from __future__ import annotations

import datetime
import os
import typing as t

SECONDS = min(60, int(os.environ.get("JUPYTERHUB_ACTIVITY_INTERVAL", "60")))
"""As often as the server tells the hub when it was used last, or once a minute."""
KEY = "map_busy_kernel"


def _jupyter_server_extension_points() -> list[dict[str, t.Any]]:
    return [{"module": "map_notebook.busy"}]


def _load_jupyter_server_extension(app: t.Any) -> None:
    from tornado.ioloop import PeriodicCallback  # noqa: PLC0415 (tests have none)

    watch = PeriodicCallback(lambda: note(app.kernel_manager.list_kernels(), app.web_app.settings), SECONDS * 1000)
    watch.start()


def note(kernels: list[dict[str, t.Any]], settings: dict[str, t.Any], now: datetime.datetime | None = None) -> None:
    """Note in the server's settings that there is activity now, if a kernel is busy."""
    if any(kernel.get("execution_state") == "busy" for kernel in kernels):
        times = settings.setdefault("last_activity_times", {})
        times[KEY] = now or datetime.datetime.now(tz=datetime.timezone.utc)  # noqa: UP017 (Python 3.9)
