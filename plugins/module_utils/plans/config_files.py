"""What has to happen to a set of small files; pure."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import typing as t

from ..plan import Call, Change, refuse

HIDDEN = "(secret)"


@dataclasses.dataclass(frozen=True)
class WantedFile:
    """A file that shall be there.

    digest: keyed hash of the content, the only trace of a secret's content outside the client; UNKNOWN while a part of
      the content is
    mode: four octal digits; owner: "uid:gid", "" where it doesn't matter
    text: the content to show to people, None for a secret
    live: read again by its reader without a restart
    """

    path: str
    digest: str
    mode: str
    owner: str
    text: str | None
    live: bool = False


@dataclasses.dataclass(frozen=True)
class ActualFile:
    """What is at a wanted path. kind: absent, file, directory or other (a link, a device).

    text: None where the file isn't readable for everyone, for it may hold a secret
    leftover: an interrupted run left its unfinished copy beside it
    """

    kind: t.Literal["absent", "file", "directory", "other"] = "absent"
    digest: str = ""
    mode: str = ""
    owner: str = ""
    text: str | None = None
    leftover: bool = False


def keyed_digest(key: str, content: bytes) -> str:
    """Hash that tells two contents apart, and tells nobody without the key what the content may be; 32 hex digits."""
    return hmac.new(key.encode(), content, hashlib.sha256).hexdigest()[:32]


def plan(actual: dict[str, ActualFile], wanted: list[WantedFile]) -> list[Change]:
    """Changes that bring the files at the wanted paths to what is wanted; other files are not looked at."""
    refuse(_problems(actual, wanted))
    return [change for file in wanted for change in _changes(actual.get(file.path, ActualFile()), file)]


def _problems(actual: dict[str, ActualFile], wanted: list[WantedFile]) -> t.Iterator[str]:
    paths = [file.path for file in wanted]
    for path in sorted({path for path in paths if paths.count(path) > 1}):
        yield f"The file {path} is wanted twice. Keep one of the two."
    for path in paths:
        if actual.get(path, ActualFile()).kind == "directory":
            yield f"{path} is wanted as a file, but is a folder. Move the folder away, or choose another path."


def _changes(actual: ActualFile, wanted: WantedFile) -> t.Iterator[Change]:
    name = f"file {wanted.path}"
    attributes = {"path": wanted.path, "mode": wanted.mode, "owner": wanted.owner}
    if actual.leftover:
        call = Call("remove_leftover", {"path": wanted.path})
        yield Change("files", "remove", f"{name}: copy of an interrupted run", "unfinished copy", None, call)
    if actual.kind == "absent":
        yield Change("files", "create", name, None, _shown(wanted, "(new secret)"), Call("write_file", attributes))
    elif actual.kind != "file" or actual.digest != wanted.digest:
        secret = wanted.text is None or actual.text is None
        before, after = HIDDEN if secret else actual.text, _shown(wanted, "(another secret)")
        yield Change("files", "update", name, before, after, Call("write_file", attributes))
    else:
        yield from _attribute_changes(actual, wanted, name, attributes)


def _attribute_changes(
    actual: ActualFile, wanted: WantedFile, name: str, attributes: dict[str, str]
) -> t.Iterator[Change]:
    before = {"mode": actual.mode, "owner": actual.owner}
    after = {"mode": wanted.mode, "owner": wanted.owner or actual.owner}
    if before != after:
        yield Change("files", "update", f"{name}: rights", before, after, Call("set_rights", attributes))


def _shown(wanted: WantedFile, secret: str) -> str:
    return secret if wanted.text is None else wanted.text
