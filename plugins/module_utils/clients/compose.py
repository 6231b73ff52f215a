"""The `docker compose` command: hashes of a definition, up, down, build."""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import json
import os
import subprocess
import typing as t

from ..plan import MapError

LOWEST = "2.26"


class Compose:
    """Runs compose for one project. Everything it is told comes by file or standard input, never from this shell."""

    def __init__(self, project: str, directory: str) -> None:
        self._project = project
        self._directory = directory

    def hashes(self, definition: dict[str, t.Any]) -> dict[str, str]:
        """Service -> hash, as it will stand in the containers' labels. Finds out whether the definition is valid."""
        output = self._run(
            ["--project-directory", self._directory, "-f", "-", "config", "--hash", "*"], stdin=json.dumps(definition)
        )
        return dict(line.split() for line in output.splitlines() if line.strip())

    def services(self, path: str) -> dict[str, t.Any]:
        """The services of a definition that is a file, by name."""
        words = ["--project-directory", self._directory, "-f", path, "config", "--format", "json"]
        return t.cast("dict[str, t.Any]", json.loads(self._run(words))["services"])

    def up(self, path: str, seconds: float) -> None:
        """Make, replace and start what the file says, in the order of its dependencies; remove other containers."""
        words = ["up", "--detach", "--remove-orphans", "--no-build", "--pull", "never"]
        self._run(["--project-directory", self._directory, "-f", path, *words], seconds=seconds)

    def down(self) -> None:
        """Remove the project's containers. Volumes are external to compose, so that it can't remove them."""
        self._run(["down", "--remove-orphans"], folder="/")

    def build(self, name: str, context: str, arguments: dict[str, str], labels: dict[str, str]) -> None:
        """Build an image under a full name with tag."""
        build = {"context": context, "args": arguments, "labels": labels}
        definition = {"services": {"image": {"image": name, "build": build}}}
        self._run(["-f", "-", "build", "--quiet"], stdin=json.dumps(definition).replace("$", "$$"), seconds=3600)

    def _run(self, words: list[str], stdin: str = "", seconds: float = 600, folder: str | None = None) -> str:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("COMPOSE_")}
        try:
            done = subprocess.run(
                ["docker", "compose", "--ansi", "never", "--progress", "plain", "-p", self._project, *words],
                input=stdin,
                capture_output=True,
                text=True,
                timeout=seconds,
                env=environment,
                cwd=folder,
                check=False,
            )
        except FileNotFoundError as error:
            raise MapError("The command 'docker' isn't there. Apply the role docker first.") from error
        except subprocess.TimeoutExpired as error:
            raise MapError(
                f"'{_words(words)}' wasn't done after {seconds:.0f} s. Look at what the containers say."
            ) from error
        if done.returncode:
            raise MapError(self._explain(words, done.stderr or done.stdout))
        return done.stdout

    def _explain(self, words: list[str], output: str) -> str:
        if "is not a docker command" in output or "unknown shorthand flag: 'p'" in output:
            return f"'docker compose' doesn't answer. Apply the role docker, or install compose {LOWEST} or newer."
        tail = "\n  ".join(line for line in output.strip().splitlines()[-25:])
        return f"'{_words(words)}' of {self._project} failed. Mend what it says:\n  {tail}"


def _words(words: list[str]) -> str:
    """The command's verb for people: config, up, down, build."""
    return f"docker compose {next(word for word in words if word in ('config', 'up', 'down', 'build'))}"
