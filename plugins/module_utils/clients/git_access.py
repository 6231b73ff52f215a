"""Secrets for fetching from a private repository: in memory only, and never in arguments or the environment."""

from __future__ import annotations

import contextlib
import os
import shlex
import typing as t

from ..plans.git_sources import server
from .git import SSH, Access


@contextlib.contextmanager
def granted(repository: str, user: str, token: str, key: str, known_hosts: str) -> t.Iterator[Access]:
    """Access while this is open.

    token: for https, with the user that the server wants; key, known_hosts: for ssh, as OpenSSH writes them.
    """
    settings: dict[str, str] = {}
    ssh = [SSH]
    with contextlib.ExitStack() as held:
        if token:
            path = held.enter_context(_in_memory(f"username={user}\npassword={token}\n"))
            # For this server only: a redirect to another one gets nothing.
            name = f"credential.{server(repository)}.helper"
            settings = {"credential.helper": "", name: f'!f() {{ test "$1" != get || cat {path}; }}; f'}
        if key:
            path = held.enter_context(_in_memory(key.rstrip() + "\n"))
            ssh.append(f"-o IdentitiesOnly=yes -i {path}")
        if known_hosts:
            path = held.enter_context(_in_memory(known_hosts.rstrip() + "\n"))
            ssh.append(shlex.join(["-o", f"UserKnownHostsFile={path}", "-o", "StrictHostKeyChecking=yes"]))
        yield Access(settings, {"GIT_SSH_COMMAND": " ".join(ssh)})


@contextlib.contextmanager
def _in_memory(text: str) -> t.Iterator[str]:
    """The path of a file that is on no disk, and gone when we are."""
    handle = os.memfd_create("map", os.MFD_CLOEXEC)
    try:
        os.fchmod(handle, 0o600)
        os.write(handle, text.encode())
        yield f"/proc/{os.getpid()}/fd/{handle}"
    finally:
        os.close(handle)
