"""Secrets of an environment on one's own machine: one file each, made on first use and never again, or kept for it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import re
import secrets
import string
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.plan import PLANNED, MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.engine_volumes import volume_exists

FOLDER = ".secrets"
"""Inside the environment's folder. Hidden, because Ansible reads every other folder there as inventory."""

LENGTH = 32
_ALPHABET = string.ascii_letters + string.digits
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLANNED = re.compile(PLANNED + r"[0-9a-f]{24}")


class LocalSecrets:
    """The secrets in one folder.

    planned: write nothing; a secret that isn't there has a value that only says so (see is_planned)
    volume: the name of a container volume whose content needs the secrets; one that exists means that a missing
        secret was lost, so no other is made
    new: makes a secret
    """

    def __init__(
        self,
        folder: pathlib.Path,
        *,
        planned: bool,
        volume: str = "",
        new: t.Callable[[], str] | None = None,
    ) -> None:
        self._folder = folder
        self._planned = planned
        self._volume = volume
        self._make = new or random_text

    def value(self, name: str) -> str:
        """The secret of that name: small letters, digits and underscores. Raises MapError."""
        with self._usable(name) as path:
            return self._read(path) or self._new(path)

    def existing(self, name: str) -> str:
        """The secret of that name; "" where there is none. Raises MapError."""
        with self._usable(name) as path:
            return self._read(path) or ""

    def keep(self, name: str, text: str) -> None:
        """Write down a secret that somebody else chose, in place of the one that is there. Raises MapError."""
        with self._usable(name) as path:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with _draft(path, text) as draft:
                draft.replace(path)

    @contextlib.contextmanager
    def _usable(self, name: str) -> t.Iterator[pathlib.Path]:
        """The secret's file, whose faults become sentences."""
        if not _NAME.fullmatch(name):
            raise MapError(f"'{name}' can't name a local secret. Take small letters, digits and underscores.")
        path = self._folder / name
        try:
            yield path
        except OSError as error:
            raise MapError(
                f"The local secret {path} can't be used: {error.strerror}. "
                "Run as the user whom the file belongs to, or give it to the one who runs this."
            ) from error

    def _read(self, path: pathlib.Path) -> str | None:
        try:
            with path.open(encoding="utf-8") as file:
                mode = os.fstat(file.fileno()).st_mode
                text = file.read().removesuffix("\n")
        except FileNotFoundError:
            return None
        if mode & 0o077:
            raise MapError(f"The local secret {path} can be read by other users. Run `chmod 600 {path}`.")
        if not text:
            raise MapError(f"The local secret {path} is empty. Bring it back from a backup.")
        return text

    def _new(self, path: pathlib.Path) -> str:
        if self._volume and volume_exists(self._volume):
            raise MapError(
                f"The local secret {path} is gone, but the volume {self._volume} that was made with it is still there. "
                "Bring the file back from a backup; or remove the volume, which deletes all that it holds."
            )
        if self._planned:
            return planned_value(path.name)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        _write_once(path, self._make())
        return t.cast(str, self._read(path))


def of_environment(variables: dict[str, t.Any], volume: str) -> LocalSecrets:
    """The secrets of the environment whose variables (as a lookup gets them) these are."""
    planned = bool(variables.get("ansible_check_mode") or variables.get("__settings_reads_only"))
    return LocalSecrets(environment_folder(variables) / FOLDER, planned=planned, volume=volume)


def random_text() -> str:
    """A new secret."""
    return "".join(secrets.choice(_ALPHABET) for __ in range(LENGTH))


def flatten(terms: t.Iterable[t.Any]) -> t.Iterator[t.Any]:
    """The items of a list whose items may be lists."""
    for term in terms:
        if isinstance(term, str):
            yield term
        else:
            yield from flatten(term)


def planned_value(name: str) -> str:
    """What stands for a secret that is not made yet; the same all through a run."""
    return f"{PLANNED}{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def is_planned(value: t.Any) -> bool:
    """Whether a value stands for a secret that is not made yet."""
    return isinstance(value, str) and bool(_PLANNED.fullmatch(value))


def environment_folder(variables: dict[str, t.Any]) -> pathlib.Path:
    """The folder of the environment whose variables these are. Raises MapError when there is none."""
    # Hosts that joined during the run have no inventory_dir; this machine is in every inventory.
    for host in (variables, variables.get("hostvars", {}).get("localhost", {})):
        if host.get("inventory_dir"):
            return pathlib.Path(str(host["inventory_dir"]))
    for source in variables.get("ansible_inventory_sources") or ():
        path = pathlib.Path(str(source))
        if path.exists():
            return path if path.is_dir() else path.parent
    raise MapError("No environment is chosen, so its folder is not known. Name one with `-i inventories/NAME`.")


def _write_once(path: pathlib.Path, text: str) -> None:
    """Make a file unless one is there: of two that try at once, one wins and both read its text."""
    with _draft(path, text) as draft, contextlib.suppress(FileExistsError):
        os.link(draft, path)


@contextlib.contextmanager
def _draft(path: pathlib.Path, text: str) -> t.Iterator[pathlib.Path]:
    """A whole, private file beside `path`, on disk; what was done with it is on disk too in the end."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
