"""Looks at a project's containers: what they are, whether they run well, what they said last."""

from __future__ import annotations

import re
import time
import typing as t

from ..plan import MapError
from ..plans.compose_stack import Container, settled, shown, wanted_count
from . import engine
from .scrub import scrub, words

LOG_LINES = 60
LOG_READS = 5
"""So often, a second apart, a log is read until it is the same as before."""

STEADY_SECONDS = 2.0
"""A container without a health check counts as running when it is still there after so long."""


class StackWatch:
    """Watches the containers of one compose project.

    secrets: contents of files; public: what everybody may read, as the definition: a word of it hides nothing
    """

    def __init__(self, api: t.Any, project: str, secrets: list[bytes], public: str) -> None:
        self._api = api
        self._project = project
        self._secrets = secrets
        self._public = f"{project} {public}"

    def containers(self) -> list[Container]:
        """The project's containers, by name."""
        label = f"com.docker.compose.project={self._project}"
        with engine.named(f"The list of containers of {self._project}"):
            found = self._api.containers(all=True, filters={"label": [label, "com.docker.compose.oneoff=False"]})
        return sorted((_container(item) for item in found), key=lambda container: container.name)

    def wait(self, services: dict[str, t.Any], seconds: float) -> None:
        """Return when all services run and are healthy, or have done their job; else say which isn't."""
        deadline = time.monotonic() + seconds
        steady_since = time.monotonic()
        while time.monotonic() - steady_since < STEADY_SECONDS:
            waiting = self._waiting(services)
            if waiting:
                steady_since = time.monotonic()
            if waiting and (time.monotonic() > deadline or self._is_hopeless(services)):
                raise MapError(
                    f"{self._project} isn't healthy (it may take {seconds:.0f} s): {', '.join(waiting)}. "
                    "Read the last lines of the service, mend its settings, and run it again."
                )
            if not waiting and all(container.health for container in self.containers()):
                return
            time.sleep(0.3)

    def last_lines(self, services: dict[str, t.Any]) -> str:
        """The last lines of every container that isn't as it shall be, without secrets."""
        texts = []
        for container in self.containers():
            if not settled(container, services.get(container.service, {})):
                log = self._log(container.name)
                texts.append(
                    f"Last lines of {container.name} ({shown(container)}):\n{log.rstrip() or '(it said nothing)'}"
                )
                texts.extend(self._health_check_said(container.name))
        return self.scrub("\n".join(texts))

    def _log(self, name: str) -> str:
        """The end of a container's log. What it said just before it ended arrives a little later on a busy machine."""
        log = before = ""
        for __ in range(LOG_READS):
            with engine.named(f"The log of {name}"):
                log = self._api.logs(name, tail=LOG_LINES).decode(errors="replace")
            if log and log == before:
                break
            before = log
            time.sleep(1)
        return log

    def scrub(self, text: str) -> str:
        """The text without any word of the secret files."""
        secret = {word for content in self._secrets for word in words(content.decode(errors="replace"))}
        return scrub(text, (word for word in secret if word not in self._public))

    def _health_check_said(self, name: str) -> t.Iterator[str]:
        with engine.named(f"The state of {name}"):
            checks = (self._api.inspect_container(name)["State"].get("Health") or {}).get("Log") or []
        if checks and checks[-1]["ExitCode"]:
            yield f"Its health check said: {checks[-1]['Output'].strip() or '(nothing)'}"

    def _waiting(self, services: dict[str, t.Any]) -> list[str]:
        found = self.containers()
        states = [f"{c.name} is {shown(c)}" for c in found if not settled(c, services.get(c.service, {}))]
        names = [container.service for container in found]
        return states + [
            f"{name} has no container" for name, s in services.items() if names.count(name) < wanted_count(s)
        ]

    def _is_hopeless(self, services: dict[str, t.Any]) -> bool:
        """Whether a container has ended that nothing will start again."""
        return any(
            c.state in ("exited", "dead")
            and not settled(c, services.get(c.service, {}))
            and services.get(c.service, {}).get("restart", "no") == "no"
            for c in self.containers()
        )


def _container(found: dict[str, t.Any]) -> Container:
    labels = found["Labels"] or {}
    health = re.search(r"\((?:health: )?(healthy|unhealthy|starting)\)", found["Status"])
    exited = re.search(r"\((\d+)\)", found["Status"])
    return Container(
        name=found["Names"][0].lstrip("/"),
        service=labels.get("com.docker.compose.service", ""),
        state=found["State"],
        exit_code=int(exited[1]) if exited and found["State"] == "exited" else 0,
        health=health[1] if health else "",
        definition_hash=labels.get("com.docker.compose.config-hash", ""),
        image=labels.get("com.docker.compose.image", found["ImageID"]),
        image_name=found["Image"],
    )
