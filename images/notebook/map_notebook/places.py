"""Where things are in a person's server, and how a file is written: whole or not at all, for its owner only."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import sys
import typing as t
from pathlib import Path

JUPYTER = "/opt/jupyter/bin"
PIPELINE = "/opt/venv/bin"


@dataclasses.dataclass(frozen=True)
class Places:
    """home: the person's volume; given: what the operator delivers, read-only; scratch: gone when the server stops"""

    home: Path
    given: Path = Path("/run/map")
    scratch: Path = Path("/tmp/map")  # noqa: S108 (in a container in which nobody else is)  # nosec B108

    @classmethod
    def here(cls) -> Places:
        return cls(Path(os.environ["HOME"]))

    @property
    def offered(self) -> Path:
        """DataJoint's configuration, as the operator delivers it."""
        return self.given / "dj_local_conf.json"

    @property
    def configuration(self) -> Path:
        """The person's own, which DataJoint finds from any folder."""
        return self.home / ".datajoint_config.json"

    @property
    def state(self) -> Path:
        return self.home / ".map"

    @property
    def delivered(self) -> Path:
        """Hashes of what was delivered last."""
        return self.state / "delivered.json"

    @property
    def pending(self) -> Path:
        """A password that is being changed, until it is known to be in use or not."""
        return self.state / "password_pending"


def write(path: Path, text: str) -> None:
    """Put a whole new file in the place of the old one; nobody sees it half written, whatever happens."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_json(path: Path, value: t.Any) -> None:
    write(path, json.dumps(value, indent=2) + "\n")


def read_json(path: Path) -> dict[str, t.Any]:
    """The object in a file. Raises OSError, or ValueError without a word of what is in the file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError("it holds no JSON object")
    return found


@contextlib.contextmanager
def alone(places: Places) -> t.Iterator[None]:
    """Nobody else changes the person's configuration meanwhile."""
    places.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(places.state / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(text: str) -> None:
    sys.stderr.write(f"map-notebook: {text}\n")
    sys.stderr.flush()
