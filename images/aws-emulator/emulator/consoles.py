"""What instances write to their consoles. moto has the same old text for all; here each has a file of its own."""

from __future__ import annotations

import base64
import datetime
import pathlib
import typing as t

from moto.core.responses import ActionResult
from moto.ec2.responses.general import General

KEPT = 64 * 1024
"""How many bytes of a console AWS keeps, the last ones."""


def know_consoles(folder: pathlib.Path) -> None:
    """Patch moto's EC2: the console of an instance is the file in the folder that is named by the instance's id."""

    def answer(response: t.Any) -> ActionResult:
        instance = response.ec2_backend.get_instance(response._get_param("InstanceId"))
        return ActionResult({"InstanceId": instance.id, **_console(folder / instance.id)})

    General.get_console_output = answer  # type: ignore[method-assign]


def _console(file: pathlib.Path) -> dict[str, t.Any]:
    """AWS has an answer also for an instance that wrote nothing yet."""
    try:
        written, text = file.stat().st_mtime, file.read_bytes()[-KEPT:]
    except FileNotFoundError:
        return {"Timestamp": datetime.datetime.now(datetime.UTC), "Output": ""}
    return {
        "Timestamp": datetime.datetime.fromtimestamp(written, datetime.UTC),
        "Output": base64.b64encode(text).decode(),
    }
