"""A folder as git sees it: blobs, trees and one commit, with the ids that git itself would give; pure."""

from __future__ import annotations

import dataclasses
import hashlib
import typing as t

PERSON = "MAP examples <examples@map.localhost>"
SECONDS = 1767225600
"""When the commit was made: 2026-01-01 00:00:00 UTC, always, so that the same files give the same id."""

MESSAGE = "The example as it comes with the collection"


@dataclasses.dataclass(frozen=True)
class File:
    """A file of the folder. path: relative, with slashes"""

    path: str
    content: bytes
    executable: bool = False


@dataclasses.dataclass(frozen=True)
class Folder:
    """What git stores for a folder. commit: its id, 40 hex digits; objects: id -> bytes, header included"""

    commit: str
    objects: dict[str, bytes]


def store(files: t.Iterable[File]) -> Folder:
    """All objects of a commit without parents that holds these files; the commit is the last of them."""
    objects: dict[str, bytes] = {}
    tree = _tree({tuple(file.path.split("/")): file for file in files}, objects)
    signed = f"{PERSON} {SECONDS} +0000"
    text = f"tree {tree}\nauthor {signed}\ncommitter {signed}\n\n{MESSAGE}\n"
    return Folder(_add("commit", text.encode(), objects), objects)


def _tree(files: dict[tuple[str, ...], File], objects: dict[str, bytes]) -> str:
    """The id of a folder's tree. files: the parts of the path from here -> the file"""
    entries: dict[bytes, bytes] = {}
    folders: dict[str, dict[tuple[str, ...], File]] = {}
    for parts, file in files.items():
        if len(parts) > 1:
            folders.setdefault(parts[0], {})[parts[1:]] = file
        else:
            identity = _add("blob", file.content, objects)
            entries[parts[0].encode()] = _entry("100755" if file.executable else "100644", parts[0], identity)
    for name, inside in folders.items():
        # Git sorts a folder as if its name ended in a slash.
        entries[f"{name}/".encode()] = _entry("40000", name, _tree(inside, objects))
    return _add("tree", b"".join(entries[key] for key in sorted(entries)), objects)


def _entry(mode: str, name: str, identity: str) -> bytes:
    return f"{mode} {name}".encode() + b"\0" + bytes.fromhex(identity)


def _add(kind: str, content: bytes, objects: dict[str, bytes]) -> str:
    whole = f"{kind} {len(content)}".encode() + b"\0" + content
    identity = hashlib.sha1(whole, usedforsecurity=False).hexdigest()  # git's own choice
    objects[identity] = whole
    return identity
