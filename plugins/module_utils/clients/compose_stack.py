"""A stack on this host: what runs is read through the engine's API, and changed by compose."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import typing as t

from ..plan import MapError
from ..plans import stack_images
from ..plans.compose_stack import Actual, Wanted, completed, compose_file
from ..plans.stack_definition import to_yaml
from . import engine
from .compose import Compose
from .config_files import ConfigFiles
from .image_builder import ContextFile, ImageBuilder
from .last_good import LastGood
from .stack_watch import StackWatch


class ComposeStack(ConfigFiles):
    """Reads a stack, and makes the changes that its plan names.

    contents: path -> bytes of the stack's files; contexts: image -> files of its build context
    unknown: full names of images that this run is going to make anew (in check mode), so that theirs can't be known
    """

    def __init__(
        self,
        wanted: Wanted,
        contents: dict[str, bytes],
        contexts: dict[str, list[ContextFile]],
        wait_seconds: int,
        unknown: list[str],
    ) -> None:
        super().__init__(contents, wanted.key)
        self._wanted = wanted
        self._stack = wanted.stack
        self._wait_seconds = wait_seconds
        self._unknown = unknown
        self._api = engine.connect()
        self._compose = Compose(self._stack.project, self._stack.directory)
        self._builder = ImageBuilder(self._compose, self._stack.directory, contexts, self._has_image)
        self._last_good = LastGood(self._stack.directory)
        secrets = [contents[file.path] for file in wanted.files if file.text is None]
        self._watch = StackWatch(self._api, self._stack.project, secrets, json.dumps(wanted.definition))
        self._definition: dict[str, t.Any] = {}
        self._actual = Actual()
        self._is_done = False

    def read_stack(self) -> Actual:
        """All that the plan compares, in as many requests whatever the stack's size."""
        actual = self.read_belongings()
        definition = completed(actual, self._wanted)
        file = compose_file(self._stack, definition, self._wanted.key)
        self._contents[file.path] = to_yaml(definition).encode()
        self._definition = definition
        files = self.read([*self._wanted.files, file])
        hashes = self._compose.hashes(definition) if self._wanted.definition else {}
        self._actual = dataclasses.replace(actual, hashes=hashes, files=files, unproven=self._last_good.is_kept())
        return self._actual

    def read_belongings(self) -> Actual:
        """What the engine holds for this stack."""
        images = engine.local_images(self._api, self._stack.project)
        with engine.named(f"The state of {self._stack.project}"):
            return Actual(
                containers=self._watch.containers(),
                images={name: image for name, image in images.items() if name not in self._unknown},
                volumes={volume["Name"]: _project(volume) for volume in self._api.volumes()["Volumes"] or []},
                networks={network["Name"]: _project(network) for network in self._api.networks()},
            )

    def write_kept_file(self, path: str, mode: str, owner: str) -> None:
        """Write a file that containers will be made anew for; what it held is kept until they are healthy."""
        with engine.named(f"The copy of {path}"):
            self._last_good.keep(path)
        self.write_file(path, mode, owner)

    def build(self, name: str) -> None:
        """Build one image of the list."""
        image = next(image for image in self._wanted.images if image.name == name)
        tags = stack_images.tags(self._wanted.images, self._actual.images)
        arguments = stack_images.substitute(image.arguments, tags)
        self._builder.build(image, tags[image.repository], arguments, stack_images.bases_of(image, arguments))

    def _has_image(self, name: str) -> bool:
        with engine.named(f"The image {name}"):
            return bool(self._api.images(name))

    def pull_image(self, name: str) -> None:
        """Fetch an image that others make."""
        with engine.named(f"The image {name}"):
            self._api.pull(*name.rsplit(":", 1))

    def remove_image(self, name: str) -> None:
        """Remove an image that is too old. Another environment's run may have done so meanwhile."""
        with engine.named(f"Removing the image {name}"), contextlib.suppress(*engine.NOT_FOUND):
            self._api.remove_image(name)

    def create_volume(self, name: str) -> None:
        """Make a volume; nothing of ours removes one."""
        with engine.named(f"The volume {name}"):
            self._api.create_volume(name, labels=self._stack.labels)

    def create_network(self, name: str, internal: bool) -> None:
        """Make a network of the stack's own."""
        with engine.named(f"The network {name}"):
            self._api.create_network(name, driver="bridge", internal=internal, labels=self._stack.labels)

    def remove_network(self, name: str) -> None:
        """Remove a network of the stack's own."""
        with engine.named(f"Removing the network {name}"):
            self._api.remove_network(name)

    def take_down(self) -> None:
        """Remove all containers of the stack; called for each, done once."""
        if not self._is_done:
            self._compose.down()
            self._is_done = True

    def bring_up(self) -> None:
        """Bring all services to the definition and wait for them; called for each, done once.

        When they don't become healthy, the files and the definition that ran before come back.
        """
        if self._is_done:
            return
        services = self._definition["services"]
        try:
            self._compose.up(self._stack.compose_path, self._wait_seconds)
            self._watch.wait(services, self._wait_seconds)
        except MapError as error:
            lines = self._watch.last_lines(services)
            said = [self._watch.scrub(str(error)), lines, self._go_back()]
            raise MapError(*(text for text in said if text)) from error
        self._last_good.forget()
        self._is_done = True

    def _go_back(self) -> str:
        """Start again what ran before, if there was something; says what became of it."""
        with engine.named("The last good files"):
            found = self._last_good.restore()
        if not found:
            return ""
        try:
            self._compose.up(self._stack.compose_path, self._wait_seconds)
            self._watch.wait(self._compose.services(self._stack.compose_path), self._wait_seconds)
        except MapError as error:
            return f"The definition that ran before was put back, but doesn't run well. {self._watch.scrub(str(error))}"
        self._last_good.forget()
        return "The files and the definition that ran before were put back, and run. Nothing of the new ones is in use."


def _project(thing: dict[str, t.Any]) -> str:
    labels = thing["Labels"] or {}
    return f"map-{labels['map.environment']}-{labels['map.stack']}" if "map.stack" in labels else ""
