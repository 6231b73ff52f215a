"""What it takes to remove all that an environment has in a container engine, its data too; pure."""

from __future__ import annotations

import dataclasses

from ..plan import Call, Change

KINDS = ("container", "network", "volume", "image")
"""In the order of removal: nothing is removed that something still there uses."""


@dataclasses.dataclass(frozen=True)
class Remains:
    """Names by kind.

    images: those of ours that no container uses; others: environments that also live in this engine
    """

    containers: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def plan(remains: Remains, *, images: bool) -> list[Change]:
    """Remove everything; images only if asked to, and while no other environment may need them."""
    unneeded = remains.images if images and not remains.others else ()
    names = (remains.containers, remains.networks, remains.volumes, unneeded)
    return [
        Change("containers", "remove", f"{kind} {name}", name, None, Call(f"remove_{kind}", {"name": name}), "sessions")
        for kind, group in zip(KINDS, names, strict=True)
        for name in group
    ]
