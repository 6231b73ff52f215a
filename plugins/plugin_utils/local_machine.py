"""What is known of this machine without asking a network: its container engine, its system, and who we are."""

from __future__ import annotations

import os
import socket
import subprocess
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.clients import os_release
from ansible_collections.mesoscale.map.plugins.module_utils.rules.engines import GROUPS, Machine

_SOCKET = "unix:///var/run/docker.sock"
_SECONDS = 5


def machines(variables: dict[str, t.Any], templar: t.Any, password: str = "") -> tuple[Machine, ...]:
    """The hosts of these groups that are this machine; those that are reached by a network are left out.

    password: that this run has for becoming root; "" for none
    """
    groups = variables.get("groups") or {}
    names = {name for group in GROUPS for name in groups.get(group, ())}
    return tuple(_machine(name, password) for name in sorted(names) if _is_here(variables["hostvars"][name], templar))


def _is_here(host: t.Any, templar: t.Any) -> bool:
    return bool(templar.template(host.get("ansible_connection", "")) == "local")


def _machine(name: str, password: str) -> Machine:
    engine = _engine_answers(os.environ.get("DOCKER_HOST") or _SOCKET)
    return Machine(name, engine, _is_administrator(password), os_release.system())


def _engine_answers(address: str) -> bool:
    if not address.startswith("unix://"):
        return True  # by a network: the role docker will ask it
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_SECONDS)
        try:
            connection.connect(address.removeprefix("unix://"))
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n")
            return b" 200 " in connection.recv(64)
        except PermissionError:
            return True  # it is there, and root may ask it
        except OSError:
            return False


def _is_administrator(password: str) -> bool:
    if os.geteuid() == 0:
        return True
    # With -k, sudo judges the password even if it was given another a moment ago.
    words = ["sudo", "-k", "-S", "-p", "", "true"] if password else ["sudo", "-n", "true"]
    try:
        done = subprocess.run(words, input=f"{password}\n".encode(), capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
