"""What has to happen so that a bare mirror on a host holds a commit; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import Call, Change, refuse
from .git_sources import LOOPBACK, problems, server


@dataclasses.dataclass(frozen=True)
class Wanted:
    """repository: where the commit comes from; path: the mirror's folder; token: whether one is given"""

    repository: str
    commit: str
    path: str
    token: bool = False


@dataclasses.dataclass(frozen=True)
class Actual:
    """kind: what is at the path: absent, repository or other

    has: whether it holds the wanted commit, pinned; damage: what git says of a commit that it should hold
    """

    kind: str = "absent"
    has: bool = False
    damage: str = ""


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """Make the mirror, fetch the commit. Neither while the commit is there, so that a second run asks no network."""
    refuse(problems(wanted.repository, wanted.commit))
    refuse(_problems(actual, wanted))
    changes = []
    if actual.kind == "absent":
        changes.append(Change("files", "create", f"repository {wanted.path}", None, "bare mirror", Call("create")))
    if not actual.has:
        target = f"repository {wanted.path}: commit {wanted.commit}"
        changes.append(Change("files", "create", target, None, {"from": wanted.repository}, Call("fetch")))
    return changes


def _problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    if actual.kind == "other":
        yield (
            f"The path {wanted.path} holds something that isn't a bare git repository. "
            "Move it away, or choose another path."
        )
    if actual.damage:
        yield (
            f"The repository {wanted.path} is damaged: {actual.damage}. "
            "Remove that folder and run it again; it is only a copy."
        )
    at = server(wanted.repository)
    if wanted.token and not at.startswith(("https://", *(f"http://{name}" for name in LOOPBACK))):
        yield f"A token can't be given to {wanted.repository}. Write an address that begins with https://."
