"""The argument spec of compose_stack, and its run."""

from __future__ import annotations

import base64
import hashlib
import typing as t

from ..clients.compose_stack import ComposeStack
from ..clients.image_builder import ContextFile
from ..clients.turn import turn
from ..converge import converge
from ..plan import MapError, refuse
from ..plans import stack_definition, stack_images
from ..plans.compose_stack import Actual, Wanted, plan, plan_absent
from ..plans.git_sources import source_problems
from ..plans.stack_definition import Stack
from ..plans.stack_images import Image
from .config_files import FILES, prepare

LOCK = "/run/map-stack-{}.lock"
SECONDS = 120

IMAGES: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "name": {"type": "str", "required": True},
        "context": {"type": "path"},
        "files": {
            "type": "list",
            "elements": "dict",
            "default": [],
            "options": {
                "path": {"type": "str", "required": True},
                "content": {"type": "str", "required": True},
                "executable": {"type": "bool", "default": False},
            },
        },
        "arguments": {"type": "dict", "default": {}},
        "sources": {
            "type": "list",
            "elements": "dict",
            "default": [],
            "options": {
                "path": {"type": "path", "required": True},
                "commit": {"type": "str", "required": True},
                "into": {"type": "str", "required": True},
            },
        },
    },
}
ARGUMENTS: dict[str, t.Any] = {
    "environment": {"type": "str", "required": True},
    "stack": {"type": "str", "required": True},
    "directory": {"type": "path", "required": True},
    "definition": {"type": "dict", "default": {}},
    "files": FILES,
    "images": IMAGES,
    "needed_images": {"type": "list", "elements": "str", "default": []},
    "key": {"type": "str", "no_log": True, "default": ""},
    "wait_seconds": {"type": "int", "default": 120},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "assume_empty": {"type": "bool", "default": False},
    "bases_planned": {"type": "list", "elements": "str", "default": []},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the stack up (or take its containers down); the result's images are {repository: name with tag}."""
    if check:
        return _run(params, check)
    # A run that was cut off may go on on its host.
    project = _stack(params).project
    with turn(LOCK.format(project), f"the stack {project}", SECONDS):
        return _run(params, check)


def _run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    wanted, client = _wire(params, check)
    if params["state"] == "absent":
        return converge(
            read=client.read_belongings if client else Actual,
            plan=lambda actual: plan_absent(actual, wanted.stack),
            client=client,
            check=check,
            describe=lambda actual: {"images": {}, "notes": _kept(actual, wanted.stack)},
        )
    stack_definition.check(wanted.definition, wanted.images)
    return converge(
        read=client.read_stack if client else Actual,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {"images": stack_images.tags(wanted.images, actual.images)},
    )


def _wire(params: dict[str, t.Any], check: bool) -> tuple[Wanted, ComposeStack | None]:
    """The wanted stack, and the client; none where the engine is only about to be made."""
    stack = _stack(params)
    files, contents = prepare(params["files"], params["key"], stack.directory)
    contexts = {image["name"]: _context(image) for image in params["images"]}
    images = [_image(image, contexts[image["name"]]) for image in params["images"]]
    needed = tuple(params["needed_images"])
    wanted = Wanted(stack, params["definition"], images, files, params["key"], needed)
    if check and params["assume_empty"]:
        return wanted, None
    unknown = params["bases_planned"] if check else []
    return wanted, ComposeStack(wanted, contents, contexts, params["wait_seconds"], unknown)


def _stack(params: dict[str, t.Any]) -> Stack:
    return Stack(params["environment"], params["stack"], params["directory"].rstrip("/"))


def _context(image: dict[str, t.Any]) -> list[ContextFile]:
    files = image["files"]
    return [ContextFile(file["path"], base64.b64decode(file["content"]), file["executable"]) for file in files]


def _image(image: dict[str, t.Any], context: list[ContextFile]) -> Image:
    texts = {file.path: file.content for file in context}
    if "Dockerfile" not in texts:
        raise MapError(f"The image '{image['name']}' has no Dockerfile. Put one into its context, {image['context']}.")
    sources = tuple((source["path"], source["commit"], source["into"]) for source in image["sources"])
    refuse(source_problems(image["name"], sources))
    return Image(
        name=image["name"],
        files={file.path: (hashlib.sha256(file.content).hexdigest(), file.executable) for file in context},
        dockerfile=texts["Dockerfile"].decode(),
        arguments={key: str(value) for key, value in image["arguments"].items()},
        sources=sources,
    )


def _kept(actual: Actual, stack: Stack) -> list[str]:
    names = ", ".join(sorted(name for name, project in actual.volumes.items() if project == stack.project))
    return [f"Volumes with data stay: {names}. Remove them by hand if nobody needs them."] if names else []
