# GNU General Public License v3.0+ (see LICENSE)
"""What the controller's own container engine has."""

from __future__ import annotations

import contextlib
import os
import subprocess

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError


def volume_exists(name: str) -> bool:
    """Whether the engine of this machine has a volume; asked as root where it refuses us and we may become root."""
    import docker  # noqa: PLC0415 (slow, and only needed before a secret is made)
    import docker.errors  # noqa: PLC0415

    try:
        client = docker.from_env(timeout=120)
    except docker.errors.DockerException:
        return _root_sees_volume(name)
    with contextlib.closing(client):
        try:
            client.volumes.get(name)
        except docker.errors.NotFound:
            return False
        except (docker.errors.DockerException, OSError) as error:
            raise MapError(
                f"The container engine doesn't say whether it has the volume {name}: {error}. "
                "Look at 'docker info', and run it again."
            ) from error
    return True


def _root_sees_volume(name: str) -> bool:
    """What an engine says that refuses us, if we may become root. No engine, so no volumes."""
    words = ["sudo", "-n", "docker", "volume", "inspect", name]
    try:
        return os.geteuid() != 0 and subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
