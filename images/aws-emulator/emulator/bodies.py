"""What is inside S3 objects: one file for each different content, named by its SHA-256."""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
import typing as t


class Bodies:
    """The folder of contents. A content is on disk, whole, before keep() returns."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._whole: set[str] = set()

    def keep(self, content: bytes) -> str:
        """Write a content unless it is there; its digest."""
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._whole:
            path = self._path(digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _flush_folder(path.parent)
            self._whole.add(digest)
        return digest

    def read(self, digest: str) -> bytes:
        return self._path(digest).read_bytes()

    def drop(self, digests: t.Iterable[str]) -> None:
        """Remove contents that no object has any more."""
        for digest in digests:
            self._whole.discard(digest)
            self._path(digest).unlink(missing_ok=True)

    def only(self, digests: set[str]) -> None:
        """At start: remove what was half written or is in use no more, and complain about what is missing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        found = {path.name: path for path in self._folder.glob("??/*")}
        for name in found.keys() - digests:
            found[name].unlink()
        if digests - found.keys():
            missing = len(digests - found.keys())
            raise RuntimeError(
                f"{missing} S3 contents are missing in {self._folder}. Bring the volume back from a backup."
            )
        self._whole = set(digests)

    def _path(self, digest: str) -> pathlib.Path:
        return self._folder / digest[:2] / digest


class Body:
    """Stands where moto has a temporary file with an object's content: reads from the folder, holds nothing in memory.

    moto writes to it only after truncate(); the new content is in memory until it is kept.
    """

    bodies: t.ClassVar[Bodies]

    def __init__(self, digest: str) -> None:
        self.digest: str | None = digest
        self._changed: io.BytesIO | None = None
        self._position = 0

    def seek(self, position: int) -> None:
        self._position = position
        if self._changed is not None:
            self._changed.seek(position)

    def read(self, size: int = -1) -> bytes:
        if self._changed is not None:
            return self._changed.read(size)
        content = self.bodies.read(t.cast(str, self.digest))
        part = content[self._position :] if size < 0 else content[self._position : self._position + size]
        self._position += len(part)
        return part

    def truncate(self) -> None:
        self.digest, self._changed = None, io.BytesIO()

    def write(self, content: bytes) -> None:
        if self._changed is None:
            raise io.UnsupportedOperation("An S3 content is replaced as a whole.")
        self._changed.write(content)

    def close(self) -> None:
        """moto closes what it forgets. There is nothing to free."""


def _flush_folder(folder: pathlib.Path) -> None:
    for path in (folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
