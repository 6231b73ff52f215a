"""What has to happen so that bare repositories hold examples' commits at the tips of their branches; pure."""

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


def plan(actual: dict[str, Actual], wanted: dict[str, str]) -> list[Change]:
    """A repository is one change, with its branch at the commit. What it held before stays in it.

    actual: path -> what is there; wanted: path -> commit
    """
    refuse(
        f"The path {path} holds something that isn't a git repository. Move it away, or choose another path."
        for path in wanted
        if actual[path].kind == "other"
    )
    return [change for path, commit in wanted.items() for change in _plan_one(actual[path], path, commit)]


def _plan_one(actual: Actual, path: str, commit: str) -> list[Change]:
    if actual.kind == "repository" and actual.tip == commit and not actual.missing:
        return []
    new = actual.kind == "absent"
    before = None if new else {"branch": BRANCH, "commit": actual.tip or None}
    after = {"branch": BRANCH, "commit": commit}
    call = Call("lay_down", {"path": path})
    return [Change("files", "create" if new else "update", f"repository {path}", before, after, call)]
