"""Rules for machines that run containers: there is an engine, or one can be installed; and we may become root."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plans.machine_types import RELEASES

GROUPS = ("map_host", "map_embedded", "workers")
"""The groups of hosts that run containers: those of people, the stand-ins for AWS, and the pipeline's workers."""

_PASSWORD = "If sudo asks for a password, add --ask-become-pass."  # noqa: S105


@dataclasses.dataclass(frozen=True)
class Machine:
    """A host that is this machine.

    engine: whether a container engine answers; administrator: whether this user may become root
    system: the operating system's id and version, as ("debian", "13")
    """

    name: str
    engine: bool
    administrator: bool
    system: tuple[str, str]


def missing_groups(groups: t.Container[str]) -> t.Iterator[str]:
    """What keeps plays from finding their hosts: Ansible itself would go on without them."""
    for group in GROUPS:
        if group not in groups:
            yield f"The inventory has no group {group}. Copy hosts.yml from the environment that is most like this one."


def problems(machines: t.Iterable[Machine]) -> t.Iterator[str]:
    """What keeps containers from running."""
    for machine in machines:
        if machine.engine:
            if not machine.administrator:
                yield (
                    f"On {machine.name}, this user may not become root, and root's are the files that containers read. "
                    f"Run as root, or as a user whom sudo serves. {_PASSWORD}"
                )
            continue
        identity, version = machine.system
        if identity != "debian" or version not in RELEASES:
            yield (
                f"No container engine answers on {machine.name}, and one is installed on Debian "
                f"{' and '.join(RELEASES)} only (this is {identity} {version}). Install Docker, then run again."
            )
        elif not machine.administrator:
            yield (
                f"No container engine answers on {machine.name}, and this user may not install one. "
                f"Run as root, or as a user whom sudo serves. {_PASSWORD}"
            )
