"""Commands on the host that runs the containers: this machine, or one that is reached by SSH."""

from __future__ import annotations

import dataclasses
import os
import shlex
import subprocess
import typing as t

from . import cloud, place, settings, ssh
from .errors import MapctlError

SSH_FAILED = 255
"""The code with which ssh itself ends; else it is the command's on the host."""


@dataclasses.dataclass(frozen=True)
class Host:
    """How the host is reached. ssh: the words before a command; empty for this machine"""

    ssh: tuple[str, ...] = ()

    def docker(self, *words: str) -> list[str]:
        """A command of the engine's client, with root's rights where they are needed."""
        command = ["docker", *words]
        if self.ssh:
            return [*self.ssh, shlex.join(["sudo", *command])]
        allowed = os.geteuid() == 0 or os.access("/var/run/docker.sock", os.W_OK)
        return command if allowed else ["sudo", *command]

    def ask(self, *words: str) -> str:
        """What the engine's client answers. Raises MapctlError."""
        try:
            done = subprocess.run(self.docker(*words), capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            raise MapctlError(
                f"The command '{error.filename}' isn't there. Install it, or apply the role docker."
            ) from error
        if done.returncode:
            said = done.stderr.strip() or "it said nothing"
            if self.ssh and done.returncode == SSH_FAILED:
                raise MapctlError(ssh.unreached(said))
            raise MapctlError(f"The host's container engine can't be asked: {said}. Look whether it is up.")
        return done.stdout


def of(environment: place.Environment, read: settings.Read) -> Host:
    """The host of an environment: as its inventory names it, else the one that AWS has."""
    host = read.host
    if host.get("ansible_connection") == "local":
        return Host()
    named = host.get("ansible_host") or host.get("inventory_hostname")
    found = None if named else cloud.host(read.values)
    if not named and not found:
        raise MapctlError(f"'{environment.name}' has no host yet. Run `mapctl apply {environment.name} provision`.")
    # Of an option that is given twice, ssh takes the first: the inventory's.
    given = shlex.split(host.get("ansible_ssh_common_args", ""))
    pinned = ssh.pinned(environment, read.values, found) if found else []
    return Host(("ssh", *_options(host), *given, *pinned, str(found["address"] if found else named)))


def stacks(host: Host, environment: str) -> dict[str, list[str]]:
    """stack -> its services, of the containers that are there."""
    shown = '{{.Label "com.docker.compose.project"}}\t{{.Label "com.docker.compose.service"}}'
    said = host.ask("ps", "--all", "--filter", f"label=map.environment={environment}", "--format", shown)
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        project, _, service = line.partition("\t")
        if project:
            found.setdefault(project.removeprefix(f"map-{environment}-"), []).append(service)
    return {stack: sorted(set(services)) for stack, services in sorted(found.items())}


def _options(host: dict[str, t.Any]) -> t.Iterator[str]:
    for name, option in (("ansible_user", "-l"), ("ansible_port", "-p"), ("ansible_ssh_private_key_file", "-i")):
        if host.get(name):
            yield from (option, str(host[name]))
