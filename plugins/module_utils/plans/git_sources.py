"""What may be written as the address of a git repository, and as a commit; pure."""

from __future__ import annotations

import posixpath
import re
import typing as t
import urllib.parse

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SCHEMES = ("https", "http", "ssh", "file")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHORT_SSH = re.compile(r"(?!-)([\w.-]+@)?(?!-)[\w.-]+:(?!//)[\w./~-]+")
_ACCEPTED = "https://HOST/PATH, ssh://git@HOST/PATH, git@HOST:PATH or file:///PATH"


def problems(repository: str, commit: str) -> t.Iterator[str]:
    """What is wrong with a repository's address and a commit of it. An address with a secret in it isn't repeated."""
    yield from _of_address(repository)
    yield from _of_commit(commit)


def source_problems(image: str, sources: t.Iterable[tuple[str, str, str]]) -> t.Iterator[str]:
    """What is wrong with the sources of an image: (repository on the host, commit, folder in the context)."""
    for _, commit, into in sources:
        yield from _of_commit(commit)
        if posixpath.isabs(into) or posixpath.normpath(into).split("/")[0] == "..":
            yield f"A source of the image '{image}' shall go into '{into}'. Write a folder inside the build context."


def server(repository: str) -> str:
    """Scheme and host of a repository's address: https://git.example."""
    parts = urllib.parse.urlsplit(repository)
    return f"{parts.scheme}://{parts.netloc}"


def _of_commit(commit: str) -> t.Iterator[str]:
    if not _COMMIT.fullmatch(commit):
        yield (
            f"'{commit}' is no commit. Write all 40 hex digits, as 'git rev-parse NAME' gives them: branches, tags "
            "and short ones may mean something else tomorrow."
        )


def _of_address(repository: str) -> t.Iterator[str]:
    if _SHORT_SSH.fullmatch(repository):
        return
    try:
        parts = urllib.parse.urlsplit(repository)
        secret = parts.password is not None or (bool(parts.username) and parts.scheme != "ssh")
    except ValueError:
        yield f"The repository's address can't be read. Write {_ACCEPTED}."
        return
    if secret or parts.query or parts.fragment:
        yield (
            "The repository's address holds a user, a password, a '?' or a '#', so it isn't shown here. "
            f"Write {_ACCEPTED}; docs/containers.md says where a token belongs."
        )
    elif parts.scheme not in SCHEMES or not parts.path.strip("/") or bool(parts.hostname) == (parts.scheme == "file"):
        yield f"'{repository}' is no address of a git repository. Write {_ACCEPTED}."
    elif not repository.isprintable() or " " in repository or (parts.hostname or "").startswith("-"):
        yield f"{repository!r} is no address of a git repository. Write {_ACCEPTED}, without blanks."
