"""Debian's packages: which are there, and installing some.

Ansible's own module can't plan on a host that has no python3-apt or no package lists yet.
"""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from ..plan import MapError

WAIT_SECONDS = 300
"""How long to wait for another apt, as the one that updates the host by itself."""

STARTERS = ("invoke-rc.d", "deb-systemd-invoke")


def installed(names: list[str]) -> set[str]:
    """Those of the packages that are installed."""
    if not names:
        return set()
    words = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return set()
    lines = [line.split() for line in done.stdout.splitlines()]
    return {name for name, status in lines if status == "installed"}


def install(names: list[str]) -> None:
    """Install packages without what they recommend. Their services aren't started: that is for the plan to say."""
    with tempfile.TemporaryDirectory(prefix="map-apt-") as folder:
        for name in STARTERS:
            stub = pathlib.Path(folder, name)
            stub.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
            stub.chmod(0o755)
        path = f"DPkg::Path={folder}:/usr/sbin:/usr/bin:/sbin:/bin"
        _run(["apt-get", "-q", "update"], names, busy="/lists/lock")
        words = ["-o", path, "-o", "DPkg::Options::=--force-confold", "--no-install-recommends", "install", *names]
        _run(["apt-get", "-q", "-y", *words], names)


def _run(words: list[str], names: list[str], busy: str = "") -> None:
    """Run apt. busy: what it says while another one works, for what it doesn't wait itself"""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    words = [words[0], "-o", f"DPkg::Lock::Timeout={WAIT_SECONDS}", *words[1:]]
    if not shutil.which(words[0]):
        raise MapError(f"This host has no apt-get to install {', '.join(names)}. Install them by hand.")
    for left in range(WAIT_SECONDS // 5, -1, -1):
        done = subprocess.run(
            words, capture_output=True, text=True, env=environment, check=False, stdin=subprocess.DEVNULL
        )
        if not (done.returncode and busy and busy in done.stderr and left):
            break
        time.sleep(5)
    if done.returncode:
        tail = "\n  ".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise MapError(f"The packages {', '.join(names)} can't be installed. Mend what apt says:\n  {tail}")
