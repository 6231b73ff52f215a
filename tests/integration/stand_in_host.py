"""Debian machines for tests: containers that Ansible reaches by SSH, in which an engine can run."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from ansible_collections.mesoscale.map.plugins.module_utils.plans.base_images import tag
from ansible_collections.mesoscale.map.plugins.module_utils.specs import base_images
from tests.environment import ROOT, free_port

FOLDER = ROOT / "images/stand-in-host"
AUTHORITIES = "/usr/local/share/ca-certificates/*.crt"


def command(*words: str, **options: object) -> str:
    """What a command printed; an error when it failed."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
    return str(done.stdout).strip()


def base_image(suite: str) -> str:
    """Name of the suite's base image, made if it isn't there."""
    params = {"suites": [suite], "registry": "", "ca_files": [AUTHORITIES], "assume_empty": False}
    base_images.run(params, check=False)
    return tag(suite)


class StandIn:
    """One machine. folder: for its key; suite: of Debian; init: systemd or none; options: of docker run"""

    def __init__(self, folder: Path, suite: str, init: str, *options: str) -> None:
        folder.mkdir(exist_ok=True)
        self.name = f"map-standin-{suite}-{init}-{folder.name}-{os.getpid()}".lower().replace("_", "-")
        self.port = free_port()
        self.key = folder / "key"
        self.known_hosts = folder / "known_hosts"
        image = f"map-standin:{suite}"
        command("docker", "build", "-q", "-t", image, "--build-arg", f"base={base_image(suite)}", str(FOLDER))
        command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key))
        self._run(image, init, options)
        self._wait()

    def _run(self, image: str, init: str, options: tuple[str, ...]) -> None:
        public = self.key.with_suffix(".pub").read_text().strip()
        command(
            *("docker", "run", "-d", "--name", self.name, "--hostname", self.name),
            # SYS_PTRACE is what health checks need in containers whose user isn't root.
            *("--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN", "--cap-add", "SYS_PTRACE", "--cgroupns", "private"),
            *("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
            *("--tmpfs", "/run:exec", "--tmpfs", "/run/lock", "--tmpfs", "/tmp:exec", "-e", "container=docker"),  # noqa: S108
            *("-e", f"INIT={init}", "-e", f"AUTHORIZED_KEY={public}", "-p", f"127.0.0.1:{self.port}:22"),
            *(*options, image),
        )

    def _wait(self) -> None:
        for _ in range(100):
            done = subprocess.run(
                ["ssh-keyscan", "-p", str(self.port), "127.0.0.1"], capture_output=True, text=True, check=False
            )
            if done.stdout.strip():
                self.known_hosts.write_text(done.stdout)
                return
            time.sleep(0.2)
        raise AssertionError(command("docker", "logs", self.name))

    def restart(self) -> None:
        """Stop and start it, as a machine is."""
        command("docker", "restart", "--time", "60", self.name)
        self._wait()

    def inside(self, *words: str) -> str:
        """What a command on the machine printed."""
        return command("docker", "exec", self.name, *words)

    def load(self, *images: str) -> None:
        """Carry images of this machine's engine into that of the stand-in."""
        with subprocess.Popen(["docker", "save", *images], stdout=subprocess.PIPE) as saved:
            command("docker", "exec", "-i", self.name, "docker", "load", "-q", stdin=saved.stdout)

    @property
    def variables(self) -> dict[str, object]:
        """How Ansible reaches it."""
        return {
            "ansible_host": "127.0.0.1",
            "ansible_port": self.port,
            "ansible_user": "root",
            "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_ssh_private_key_file": str(self.key),
            "ansible_ssh_common_args": f"-o UserKnownHostsFile={self.known_hosts}",
        }

    def remove(self) -> None:
        command("docker", "rm", "-f", "-v", self.name)


def disk(name: str) -> tuple[str, ...]:
    """Options for a machine with a data volume of this id, vol-..."""
    devices = ("--device-cgroup-rule", "b 7:* rwm", "--device-cgroup-rule", "c 10:237 rwm")
    return (*devices, "-e", f"DATA_VOLUME_ID={name}", "-e", "DATA_GB=1")
