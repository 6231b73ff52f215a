"""A folder that comes with the collection, as data that a task can carry to the host."""

from __future__ import annotations

import base64
import pathlib
import stat
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.git_objects import File

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGEST = 2_000_000


def read_folder(name: str) -> list[File]:
    """All files of a folder, sorted. Hidden ones and what Python compiled are left out.

    name: path relative to the collection's root, or an absolute one
    """
    folder = ROOT / name
    if not folder.is_dir():
        raise MapError(
            f"The folder {folder} isn't there. Name one of the collection, such as examples/pipeline or images/hub."
        )
    paths = [path for path in sorted(folder.rglob("*")) if _counts(path.relative_to(folder))]
    links = [str(path) for path in paths if path.is_symlink()]
    if links:
        raise MapError(f"The folder {folder} holds links: {', '.join(links)}. Put the files themselves there.")
    found = [path for path in paths if path.is_file()]
    if not found:
        raise MapError(f"The folder {folder} holds no file. Bring it back as it comes with the collection.")
    if sum(path.stat().st_size for path in found) > LARGEST:
        raise MapError(f"The folder {folder} is larger than {LARGEST} bytes. Take what is large from a git repository.")
    return [
        File(path.relative_to(folder).as_posix(), path.read_bytes(), bool(path.stat().st_mode & stat.S_IXUSR))
        for path in found
    ]


def as_data(name: str) -> list[dict[str, t.Any]]:
    """The same as a task's options have files: path, content in base64, executable."""
    return [
        {"path": file.path, "content": base64.b64encode(file.content).decode(), "executable": file.executable}
        for file in read_folder(name)
    ]


def _counts(path: pathlib.PurePath) -> bool:
    unwanted = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return not unwanted and path.suffix != ".pyc"
