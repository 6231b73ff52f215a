# GNU General Public License v3.0+ (see LICENSE)
"""What the controller's own container engine has."""

from __future__ import annotations

import contextlib
import os
import subprocess

from ansible_collections.mesoscale.map.plugins.module_utils.clients import docker_data


def volume_exists(name: str) -> bool:
    """Whether the engine of this machine has a volume; asked as root where it refuses us and we may become root."""
    # The SDK is slow to load, and only needed before a secret is made.
    from ansible_collections.mesoscale.map.plugins.module_utils.clients import engine  # noqa: PLC0415

    try:
        api = engine.connect()
    except engine.NoEngineError:
        return _root_sees_volume(name) or _is_kept(name)
    with contextlib.closing(api), engine.named(f"The container engine's answer for the volume {name}"):
        try:
            api.inspect_volume(name)
        except engine.NOT_FOUND:
            return False
    return True


def _is_kept(name: str) -> bool:
    """Whether an engine that is stopped has it, and will have it again; only root sees that."""
    folder = os.path.join(docker_data.folder(), "volumes", name)
    return os.path.isdir(folder) or _as_root("test", "-d", folder)


def _root_sees_volume(name: str) -> bool:
    """What an engine says that refuses us."""
    return _as_root("docker", "volume", "inspect", name)


def _as_root(*words: str) -> bool:
    """Whether a command ends well as root, if we aren't root and may become so."""
    if os.geteuid() == 0:
        return False
    try:
        return subprocess.run(["sudo", "-n", *words], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
