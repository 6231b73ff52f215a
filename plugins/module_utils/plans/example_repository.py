"""What has to happen so that a bare repository holds an example's commit at the tip of its branch; pure."""

from __future__ import annotations

import dataclasses

from ..plan import Call, Change, refuse

BRANCH = "main"


@dataclasses.dataclass(frozen=True)
class Actual:
    """kind: what is at the path: absent, repository or other

    tip: commit of the branch, "" for none; missing: whether objects of the wanted commit are missing or damaged
    """

    kind: str = "absent"
    tip: str = ""
    missing: bool = True


def plan(actual: Actual, path: str, commit: str) -> list[Change]:
    """One change at most: the repository with its branch at the commit. What it held before stays in it."""
    if actual.kind == "other":
        refuse([f"The path {path} holds something that isn't a git repository. Move it away, or choose another path."])
    if actual.kind == "repository" and actual.tip == commit and not actual.missing:
        return []
    new = actual.kind == "absent"
    before = None if new else {"branch": BRANCH, "commit": actual.tip or None}
    after = {"branch": BRANCH, "commit": commit}
    call = Call("lay_down")
    return [Change("files", "create" if new else "update", f"repository {path}", before, after, call)]
