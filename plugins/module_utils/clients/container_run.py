"""Runs a container once to its end through the engine's API, and leaves nothing of it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import typing as t

from ..plan import MapError
from ..plans.container_run import Ended, Run
from . import engine
from .scrub import scrub, words

LABEL = "map.run"
OUTPUT_CHARACTERS = 64 * 1024
LAST_LINES = 30
_LOG = {"type": "json-file", "config": {"max-size": "8m", "max-file": "2"}}
_LONGEST_PAUSE = 0.5


class ContainerRun:
    """One run. stdin: what the container reads, the way for secrets; secrets: all of `stdin` unless they are told."""

    def __init__(self, run: Run, stdin: str = "", secrets: t.Iterable[str] | None = None) -> None:
        self._run = run
        self._stdin = stdin
        self._secrets = words(stdin) if secrets is None else set(secrets)
        self._exit_codes: tuple[int, ...] = (0,)
        self._ended: Ended | None = None
        self._connected: t.Any = None

    def accepting(self, exit_codes: t.Iterable[int]) -> ContainerRun:
        """The same run, for which these exit codes are no failure."""
        self._exit_codes = tuple(exit_codes)
        return self

    def read(self) -> Ended | None:
        """How it ended; None before it ran."""
        return self._ended

    def leftovers(self) -> list[str]:
        """The names of containers that an interrupted run of this name left."""
        labels = [f"map.environment={self._run.environment}", f"{LABEL}={self._run.name}"]
        with engine.named(f"The list of containers that {self._run.container} left"):
            found = self._api.containers(all=True, filters={"label": labels})
        return sorted(container["Names"][0].lstrip("/") for container in found)

    def remove_leftovers(self) -> None:
        """End and remove them."""
        for name in self.leftovers():
            self._remove(name)

    def run(self) -> None:
        """Run it; MapError with its last lines when it takes too long or ends with another exit code than accepted."""
        self.remove_leftovers()
        container = self._create()
        try:
            exit_code, reason = self._run_to_its_end(container)
            ended = Ended(exit_code, self._log(container, stderr=True), self._log(container, stderr=False))
        except BaseException:
            with contextlib.suppress(MapError):
                self._remove(container)
            raise
        self._remove(container)
        if reason or ended.exit_code not in self._exit_codes:
            raise MapError(_failure(self._run, reason or f"ended with exit code {ended.exit_code}", ended.output))
        self._ended = ended

    @property
    def _api(self) -> t.Any:
        if self._connected is None:
            self._connected = engine.connect()
        return self._connected

    def _create(self) -> str:
        run, api = self._run, self._api
        networks = {name: api.create_endpoint_config() for name in run.networks[:1]}
        with engine.named(f"The container {run.container}"):
            made = api.create_container(
                run.image,
                list(run.command) or None,
                entrypoint=list(run.entrypoint) or None,
                name=run.container,
                user=run.user,
                environment=run.variables,
                working_dir=run.directory or None,
                stdin_open=bool(self._stdin),
                labels={"map.environment": run.environment, LABEL: run.name},
                networking_config=api.create_networking_config(networks) if networks else None,
                host_config=_host_config(api, run),
            )
            for network in run.networks[1:]:
                api.connect_container_to_network(made["Id"], network)
        return str(made["Id"])

    def _run_to_its_end(self, container: str) -> tuple[int, str]:
        """Its exit code, and why it ended if not by itself."""
        with engine.named(f"The container {self._run.container}"), self._attached(container) as stdin:
            self._api.start(container)
            if stdin is not None:  # beside the watch, for the container may end without reading all of it
                threading.Thread(target=_send, args=(stdin, self._stdin.encode()), daemon=True).start()
            return self._wait(container)

    @contextlib.contextmanager
    def _attached(self, container: str) -> t.Iterator[t.Any]:
        """Its input, open as long as it runs; None when it gets nothing."""
        if not self._stdin:
            yield None
            return
        stdin = self._api.attach_socket(container, params={"stdin": 1, "stream": 1})
        try:
            yield stdin
        finally:
            with contextlib.suppress(OSError):
                stdin._sock.shutdown(socket.SHUT_RDWR)
            stdin._response.close()
            stdin.close()

    def _wait(self, container: str) -> tuple[int, str]:
        deadline = time.monotonic() + self._run.timeout_seconds
        pause = 0.05
        while True:
            state = self._api.inspect_container(container)["State"]
            if state["Status"] in ("exited", "dead"):
                return state["ExitCode"], f"needed more than {self._run.memory} of memory" if state["OOMKilled"] else ""
            if time.monotonic() > deadline:
                self._api.kill(container)
                return -1, f"didn't end within {self._run.timeout_seconds} s and was killed"
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _log(self, container: str, *, stderr: bool) -> str:
        with engine.named(f"The output of {self._run.container}"):
            text = self._api.logs(container, stdout=True, stderr=stderr).decode(errors="replace")
        return scrub(text, self._secrets)[-OUTPUT_CHARACTERS:]

    def _remove(self, container: str) -> None:
        with engine.named(f"The removal of {self._run.container}"), contextlib.suppress(*engine.NOT_FOUND):
            self._api.remove_container(container, force=True, v=True)


def _host_config(api: t.Any, run: Run) -> t.Any:
    mounts = [
        engine.mount(mount.target, mount.source, mount.read_only, "bind" if mount.source.startswith("/") else "volume")
        for mount in run.mounts
    ]
    return api.create_host_config(
        mounts=mounts,
        network_mode=run.networks[0] if run.networks else "none",
        init=True,
        read_only=True,
        tmpfs=dict.fromkeys(run.scratch, ""),
        mem_limit=run.memory,
        memswap_limit=run.memory,  # of memory and swap together
        pids_limit=512,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        log_config=_LOG,
    )


def _send(stdin: t.Any, content: bytes) -> None:
    """Write and close the container's input; one that ended without reading it has its reasons."""
    with contextlib.suppress(OSError):
        stdin._sock.sendall(content)
        stdin._sock.shutdown(socket.SHUT_WR)


def _failure(run: Run, reason: str, output: str) -> str:
    last = "\n".join(output.rstrip().splitlines()[-LAST_LINES:]) or "(it said nothing)"
    todo = "Read its last lines, mend the cause, and run it again"
    return f"The container {run.container} ({run.image}) {reason}. {todo}:\n{last}"
