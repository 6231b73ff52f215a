"""The files of one commit of a repository on this host, laid down in a folder."""

from __future__ import annotations

import io
import os
import shutil
import tarfile

from ..plan import MapError
from .git import git


def unpack(repository: str, commit: str, into: str) -> None:
    """Write the commit's files and nothing else of the repository: 0644, or 0755 where git says executable."""
    done = git(repository, "archive", "--format=tar", commit)
    if done.code:
        raise MapError(
            f"The commit {commit} can't be taken from {repository}: {done.error}. "
            "Check that the sources were fetched, and that the commit exists."
        )
    os.makedirs(into, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(done.output)) as archive:
        for member in archive:
            if not _is_inside(into, member):
                raise MapError(
                    f"The commit {commit} of {repository} holds '{member.name}', which leads out of its folder. "
                    "Take it out of the repository."
                )
            _write(archive, member, os.path.join(into, member.name))


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
    """One file, folder or link."""
    if member.isdir():
        os.makedirs(path, exist_ok=True)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if member.issym():
        os.symlink(member.linkname, path)
    elif content := archive.extractfile(member):
        with content, open(path, "wb") as opened:
            shutil.copyfileobj(content, opened)
        os.chmod(path, 0o755 if member.mode & 0o100 else 0o644)


def _is_inside(into: str, member: tarfile.TarInfo) -> bool:
    """Whether a file lands in the folder, whatever links are on its way, and a link leads to something in it."""
    home = os.path.realpath(into)
    path = os.path.join(home, member.name)
    ends = [os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path.rstrip("/")))]
    if member.issym():
        ends.append(os.path.normpath(os.path.join(os.path.dirname(path), member.linkname)))
    return all(os.path.commonpath([home, os.path.normpath(end)]) == home for end in ends)
