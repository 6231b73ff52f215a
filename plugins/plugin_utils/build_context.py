"""The folder of an image on the controller, as data that a task can carry to the host."""

from __future__ import annotations

import base64
import os
import pathlib
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError

IMAGES = pathlib.Path(__file__).resolve().parents[2] / "images"
LARGEST = 2_000_000


def read_context(image: dict[str, t.Any]) -> dict[str, t.Any]:
    """The image's options with the files of its context in them.

    context: an absolute path, or the name of a folder of the collection's images/
    """
    if not image.get("context"):
        return image
    folder = IMAGES / image["context"]
    if not folder.is_dir():
        raise MapError(f"The build context {folder} isn't there. Name a folder of the collection's images/.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    if sum(path.stat().st_size for path in paths) > LARGEST:
        raise MapError(f"The build context {folder} is larger than {LARGEST} bytes. Use sources for large ones.")
    files = [
        {
            "path": str(path.relative_to(folder)),
            "content": base64.b64encode(path.read_bytes()).decode(),
            "executable": os.access(path, os.X_OK),
        }
        for path in paths
    ]
    return {**image, "files": [*(image.get("files") or []), *files]}
