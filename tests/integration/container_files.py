"""Files for a container that may not have started yet."""

from __future__ import annotations

import io
import tarfile

OWNER = 999
"""The user of images/mysql."""


def archive(files: dict[str, bytes]) -> bytes:
    """A tar archive of files (path -> content) that only the container's user may read."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as made:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.uid, entry.gid = len(content), 0o400, OWNER, OWNER
            made.addfile(entry, io.BytesIO(content))
    return stream.getvalue()
