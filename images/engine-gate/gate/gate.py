"""A request from the hub to the engine: read, judged, compared with what is there, passed on as it was understood."""

from __future__ import annotations

import http.client
import json
import pathlib
import urllib.parse

from . import asked
from .belongings import judge_found
from .engine import Answer, Engine, said
from .policy import Rules, Thing, decide, things
from .settings import Settings, SettingsError, read_images

_CREATE = "/containers/create"


class RefusedError(Exception):
    """Why a request doesn't pass."""


class Gate:
    """images: the file of images, which is read anew for each request, so that a new list needs no restart."""

    def __init__(self, settings: Settings, images: pathlib.Path, engine: Engine) -> None:
        self._settings, self._images, self._engine = settings, images, engine

    def answer(self, method: str, target: str, body: bytes) -> tuple[Answer, str | None]:
        """The answer, and why it is a refusal, if it is one."""
        try:
            return self._pass(asked.read(method, target, body)), None
        except (RefusedError, asked.UnreadableError) as error:
            return said(403, f"The gate before the engine refuses this: {error}."), str(error)
        except (OSError, SettingsError) as error:
            return said(503, f"The gate before the engine can't ask it: {error}"), str(error)
        except (http.client.HTTPException, ValueError) as error:
            return said(502, "The gate before the engine doesn't understand its answer."), repr(error)

    def _pass(self, request: asked.Asked) -> Answer:
        rules = Rules(self._settings, read_images(self._images.read_text()))
        reason = decide(request.method, request.path, request.query, request.body, rules)
        if reason:
            raise RefusedError(reason)
        path = request.path
        for thing in things(request.method, request.path, request.body, rules):
            found = self._engine.ask("GET", f"{request.version}/{thing.kind}/{thing.name}{_inspect(thing)}")
            if found.status != 200:
                if path == _CREATE and found.status == 404:
                    raise RefusedError(f"{thing.name} of the {thing.kind} isn't there yet. Make it first")
                return found
            shown = json.loads(found.body)
            problem = judge_found(thing.kind, shown, self._settings)
            if problem:
                raise RefusedError(problem)
            # By its id from here on: whatever happens to names, it is the one that was looked at.
            path = path.replace(f"/{thing.kind}/{thing.name}", f"/{thing.kind}/{shown.get('Id', thing.name)}")
        query = f"?{urllib.parse.urlencode(request.query)}" if request.query else ""
        body = None if request.body is None else json.dumps(request.body).encode()
        return self._engine.ask(request.method, f"{request.version}{path}{query}", body)


def _inspect(thing: Thing) -> str:
    return "/json" if thing.kind == "containers" else ""
