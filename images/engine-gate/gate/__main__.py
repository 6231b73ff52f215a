"""Starts the gate. Where things are is in environment variables; the Dockerfile has them with their values."""

from __future__ import annotations

import os
import pathlib
import sys

from .engine import Engine
from .gate import Gate
from .server import Server
from .settings import SettingsError, read, read_images


def main() -> int:
    folder = pathlib.Path(os.environ["SETTINGS_FOLDER"])
    images = pathlib.Path(os.environ["IMAGES_FILE"])
    try:
        settings = read((folder / "settings.json").read_text())
        read_images(images.read_text())
    except (SettingsError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 78
    Server(os.environ["GATE_SOCKET"], Gate(settings, images, Engine(os.environ["ENGINE_SOCKET"]))).serve_until_told()
    return 0


if __name__ == "__main__":
    sys.exit(main())
