"""Starts the stand-in. Where things are is in environment variables; the Dockerfile has them with their values."""

from __future__ import annotations

import os
import pathlib
import sys

from .application import Application
from .server import Server
from .settings import SettingsError, read


def main() -> int:
    try:
        settings = read(pathlib.Path(os.environ["SETTINGS_FILE"]).read_text())
        secret = pathlib.Path(os.environ["CLIENT_SECRET_FILE"]).read_text().strip()
        if not secret:
            raise SettingsError("The client secret is empty.")
    except (SettingsError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 78
    certificate, key = os.environ["TLS_CERTIFICATE_FILE"], os.environ["TLS_KEY_FILE"]
    Server(int(os.environ["PORT"]), Application(settings, secret), certificate, key).serve_until_told()
    return 0


if __name__ == "__main__":
    sys.exit(main())
