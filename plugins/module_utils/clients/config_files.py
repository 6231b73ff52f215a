"""Small files on this host, written so that a killed run leaves the old or the new one whole."""

from __future__ import annotations

import contextlib
import os
import stat
import typing as t

from ..plan import UNKNOWN, MapError
from ..plans.config_files import ActualFile, WantedFile, keyed_digest


class ConfigFiles:
    """Reads and writes files by path.

    contents: what each path shall hold; key: for the digests
    """

    def __init__(self, contents: dict[str, bytes], key: str) -> None:
        self._contents = contents
        self._key = key

    def read(self, wanted: list[WantedFile]) -> dict[str, ActualFile]:
        """What is at each wanted path."""
        return {file.path: self._read(file.path) for file in wanted}

    def write_file(self, path: str, mode: str, owner: str) -> None:
        """Put the whole content in place at once; folders above are made (0755)."""
        if UNKNOWN.encode() in self._contents[path]:
            raise MapError(f"What belongs into {path} isn't known yet. Run the playbook that makes it, then this one.")
        with named(path):
            replace(path, self._contents[path], mode, owner)

    def set_rights(self, path: str, mode: str, owner: str) -> None:
        """Change mode and owner only."""
        with named(path):
            if owner:
                os.chown(path, *_ids(owner))
            os.chmod(path, int(mode, 8))

    def remove_leftover(self, path: str) -> None:
        """Remove the unfinished copy that a killed run left."""
        with named(path), contextlib.suppress(FileNotFoundError):
            os.unlink(unfinished(path))

    def _read(self, path: str) -> ActualFile:
        leftover = os.path.lexists(unfinished(path))
        with named(path):
            try:
                found = os.lstat(path)
            except (FileNotFoundError, NotADirectoryError):
                return ActualFile(leftover=leftover)
            if stat.S_ISDIR(found.st_mode):
                return ActualFile("directory")
            if not stat.S_ISREG(found.st_mode):
                return ActualFile("other", leftover=leftover)
            with open(path, "rb") as opened:
                content = opened.read()
        return ActualFile(
            kind="file",
            digest=keyed_digest(self._key, content),
            mode=f"{stat.S_IMODE(found.st_mode):04o}",
            owner=f"{found.st_uid}:{found.st_gid}",
            text=content.decode(errors="replace") if found.st_mode & stat.S_IROTH else None,
            leftover=leftover,
        )


def replace(path: str, content: bytes, mode: str, owner: str) -> None:
    """Write beside the file, flush to disk, rename over it. Whatever stops this, the path holds the old or the new."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o755, exist_ok=True)
    copy = unfinished(path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(copy)
    try:
        handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(handle, "wb") as opened:
            opened.write(content)
            if owner:
                os.fchown(handle, *_ids(owner))
            os.fchmod(handle, int(mode, 8))
            opened.flush()
            os.fsync(handle)
        os.rename(copy, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(copy)
        raise
    _flush_folder(folder)


def unfinished(path: str) -> str:
    """Where the copy of a file is while it is written: one name for each file, so that none piles up."""
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.map-unfinished")


def _flush_folder(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _ids(owner: str) -> tuple[int, int]:
    user, __, group = owner.partition(":")
    return int(user), int(group)


@contextlib.contextmanager
def named(path: str) -> t.Iterator[None]:
    """Turn the system's refusal into a sentence with the file's name."""
    try:
        yield
    except OSError as error:
        raise MapError(
            f"The file {path} can't be read or written: {error.strerror}. "
            "Look at the rights of its folder and at the free space (df), and run it again."
        ) from error
