"""Starts the hub: first the database is made fit for this version, and the networks of running servers are joined."""

from __future__ import annotations

import logging
import os
import pathlib
import sys

import docker

from . import database, files
from .neighbours import join_all


def main() -> None:
    os.umask(0o077)
    database.main(files.DATABASE)
    # The hub asks each server that should run whether it does, and ends those that it can't reach.
    join_all(docker.from_env().api, files.settings(), logging.getLogger("neighbours"))
    config = pathlib.Path(__file__).with_name("config.py")
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub", f"--config={config}"])  # noqa: S606


if __name__ == "__main__":
    main()
