"""The argument spec of base_images, and its run."""

from __future__ import annotations

import glob
import os
import pathlib
import typing as t

from ..clients.base_images import BaseImages
from ..converge import converge
from ..plans.base_images import Wanted, plan, tag

ARGUMENTS: dict[str, t.Any] = {
    "suites": {"type": "list", "elements": "str", "required": True},
    "registry": {"type": "str", "default": ""},
    "ca_files": {"type": "list", "elements": "path", "default": []},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Make the base images. Result: images (their tags), planned (tags of those that were missing or out of date)."""
    paths = [path for pattern in params["ca_files"] for path in sorted(glob.glob(pattern))]
    missing = [path for path in params["ca_files"] if not glob.has_magic(path) and not os.path.exists(path)]
    authorities = {_name(number, path): pathlib.Path(path).read_bytes() for number, path in enumerate(paths)}
    wanted = Wanted(params["suites"], authorities, missing)
    nothing = check and params["assume_empty"]
    client = None if nothing else BaseImages(params["registry"], authorities)
    result = converge(
        read=lambda: client.read(wanted.suites) if client else {},
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda _: {"images": [tag(suite) for suite in wanted.suites]},
    )
    return {**result, "planned": [change["target"].removeprefix("image ") for change in result["plan"]]}


def _name(number: int, path: str) -> str:
    """update-ca-certificates takes only names that end in .crt."""
    return f"{number:02}-{pathlib.Path(path).stem}.crt"
