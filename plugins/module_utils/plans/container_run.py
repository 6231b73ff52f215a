"""A container that runs once to its end: what it is, how it ended, and whether it still has to run."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import Call, Change


@dataclasses.dataclass(frozen=True)
class Mount:
    """A folder or file of the host (a full path), or a volume by its name, inside the container."""

    source: str
    target: str
    read_only: bool = True


@dataclasses.dataclass(frozen=True)
class Run:
    """What runs. Its root is read-only; scratch: folders that may be written, and vanish with it.

    entrypoint: instead of the image's own; networks: none means that it reaches nothing
    variables: of its environment, which anyone on the host may read; memory: as the engine writes it (512m, 2g)
    """

    environment: str
    name: str
    image: str
    command: tuple[str, ...]
    entrypoint: tuple[str, ...] = ()
    mounts: tuple[Mount, ...] = ()
    networks: tuple[str, ...] = ()
    user: str = "999:999"
    variables: dict[str, str] = dataclasses.field(default_factory=dict)
    directory: str = ""
    scratch: tuple[str, ...] = ("/tmp",)  # noqa: S108 (in the container)  # nosec B108
    memory: str = "1g"
    timeout_seconds: int = 600

    @property
    def container(self) -> str:
        """The container's name."""
        return f"map-{self.environment}-run-{self.name}"


@dataclasses.dataclass(frozen=True)
class Ended:
    """How it ended. output: the last of all that it wrote, without secrets; stdout: of its standard output alone."""

    exit_code: int
    output: str = ""
    stdout: str = ""


def plan(ended: Ended | None, run: Run) -> list[Change]:
    """It runs, unless it just did."""
    if ended is not None:
        return []
    after: dict[str, t.Any] = {"image": run.image, "command": list(run.command)}
    return [Change("containers", "create", f"container {run.container}: run once", None, after, Call("run"))]
