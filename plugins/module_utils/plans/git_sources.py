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
ACCEPTED = "https://HOST/PATH, ssh://git@HOST/PATH, git@HOST:PATH or file:///PATH"


def problems(repository: str, commit: str) -> t.Iterator[str]:
    """What is wrong with a repository's address and a commit of it. An address with a secret in it isn't repeated."""
    yield from _of_address(repository)
    yield from _of_commit(commit)


def source_problems(image: str, sources: t.Iterable[tuple[str, str, str]]) -> t.Iterator[str]:
    """What is wrong with the sources of an image: (repository on the host, commit, folder in the context)."""
    for __, commit, into in sources:
        yield from _of_commit(commit)
        if posixpath.isabs(into) or posixpath.normpath(into).split("/")[0] == "..":
            yield f"A source of the image '{image}' shall go into '{into}'. Write a folder inside the build context."


def server(repository: str) -> str:
    """Scheme and host of a repository's address: https://git.example."""
    parts = urllib.parse.urlsplit(repository)
    return f"{parts.scheme}://{parts.netloc}"


def is_commit(written: str) -> bool:
    """Whether it is a whole one, which says for ever which code it means."""
    return bool(_COMMIT.fullmatch(written))


def _of_commit(commit: str) -> t.Iterator[str]:
    if not is_commit(commit):
        yield (
            f"'{commit}' is no commit. Write all 40 hex digits, as 'git rev-parse NAME' gives them: branches, tags "
            "and short ones may mean something else tomorrow."
        )


def address_fault(repository: str) -> str | None:
    """What is wrong with a repository's address, or None. secret: it holds one; unreadable: it may hold one; form."""
    if _SHORT_SSH.fullmatch(repository):
        return None
    try:
        parts = urllib.parse.urlsplit(repository)
        secret = parts.password is not None or (bool(parts.username) and parts.scheme != "ssh")
    except ValueError:
        return "unreadable"
    if secret or parts.query or parts.fragment:
        return "secret"
    known = parts.scheme in SCHEMES and parts.path.strip("/") and bool(parts.hostname) != (parts.scheme == "file")
    clean = repository.isprintable() and " " not in repository and not (parts.hostname or "").startswith("-")
    return None if known and clean else "form"


def _of_address(repository: str) -> t.Iterator[str]:
    fault = address_fault(repository)
    if fault == "secret":
        yield (
            "The repository's address holds a user, a password, a '?' or a '#', so it isn't shown here. "
            f"Write {ACCEPTED}; docs/containers.md says where a token belongs."
        )
    elif fault == "unreadable":
        yield f"The repository's address can't be read. Write {ACCEPTED}."
    elif fault:
        yield f"{repository!r} is no address of a git repository. Write {ACCEPTED}, without blanks."
