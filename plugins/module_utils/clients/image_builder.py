"""Builds an image from files that came with the task and from commits of repositories on the host."""

from __future__ import annotations

import dataclasses
import os
import shutil
import typing as t

from ..plan import UNKNOWN, MapError
from ..plans.stack_images import Image
from .compose import Compose
from .source_tree import unpack
from .turn import turn

LOCK = "/run/map-image-{}.lock"
SECONDS = 3600.0
"""That an image may take."""


@dataclasses.dataclass(frozen=True)
class ContextFile:
    """A file of a build context."""

    path: str
    content: bytes
    executable: bool


class ImageBuilder:
    """Lays down a build context in a folder of the stack, and has compose build it.

    Environments of one host take turns, for an image that is built twice isn't the same. is_there: whether it has one
    """

    def __init__(
        self,
        compose: Compose,
        directory: str,
        contexts: dict[str, list[ContextFile]],
        is_there: t.Callable[[str], bool],
    ) -> None:
        self._compose = compose
        self._folder = os.path.join(directory, ".build")
        self._contexts = contexts
        self._is_there = is_there

    def build(self, image: Image, name: str, arguments: dict[str, str], bases: list[str]) -> None:
        """Build `image` under the full `name`."""
        if UNKNOWN in name:
            raise MapError(
                f"The image {image.repository} builds on {', '.join(bases)}, which the host hasn't got. "
                "Apply the role docker, which makes the base images, or pull it."
            )
        try:
            with turn(LOCK.format(image.name), f"the image {image.repository}", SECONDS):
                if not self._is_there(name):
                    self._build(image, name, arguments)
        except OSError as error:
            raise MapError(
                f"The build context of {image.repository} can't be written: {error}. Look at the free space (df)."
            ) from error

    def _build(self, image: Image, name: str, arguments: dict[str, str]) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._lay_down(image)
            commits = {"org.opencontainers.image.revision": image.sources[0][1]} if image.sources else {}
            self._compose.build(name, self._folder, arguments, {"map.image": image.name, **commits})
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _lay_down(self, image: Image) -> None:
        os.makedirs(self._folder, mode=0o700)
        for file in self._contexts[image.name]:
            path = os.path.join(self._folder, file.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as opened:
                opened.write(file.content)
            os.chmod(path, 0o755 if file.executable else 0o644)
        for checkout, commit, into in image.sources:
            unpack(checkout, commit, os.path.join(self._folder, into))
        for folder, inside, __ in os.walk(self._folder):
            for path in (os.path.join(folder, name) for name in inside):
                if not os.path.islink(path):
                    os.chmod(path, 0o755)  # noqa: S103 (the image's user shall read it, whatever our umask is)  # nosec B103
