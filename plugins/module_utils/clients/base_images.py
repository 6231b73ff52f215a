"""Debian base images: pulled where a registry answers, else built from the machine's own Debian mirror."""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import pathlib
import shlex
import shutil
import subprocess
import typing as t

from ..plan import MapError
from ..plans.apt_sources import Mirror, find_mirror
from ..plans.base_images import tag
from . import apt, os_release
from .engine_socket import EngineSocket
from .turn import turn

FOLDER = pathlib.Path("/var/cache/map-base-images")
LOCK = "/run/map-base-images.lock"
SOURCES = pathlib.Path("/etc/apt")
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
VARIABLES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
PLACE = "usr/local/share/ca-certificates"
REGISTRY_SECONDS = 15
SECONDS = 3600.0
"""That another run may take to make them."""


class BaseImages:
    """Reads and makes base images. registry: "" is the engine's default; authorities: name -> CA file's content."""

    def __init__(self, registry: str, authorities: dict[str, bytes]) -> None:
        self._registry = registry
        self._authorities = authorities
        self._socket = EngineSocket()

    def read(self, suites: list[str]) -> dict[str, str]:
        """Tag -> mark in the label, of those images that are there."""
        found = {tag(suite): self._socket.get(f"/images/{tag(suite)}/json") for suite in suites}
        return {
            name: ((image.get("Config") or {}).get("Labels") or {}).get("map.base", "")
            for name, image in found.items()
            if image
        }

    def make(self, suite: str, mark: str) -> None:
        """Make the base image of one suite. Two environments of a machine take turns, and the second finds it made."""
        try:
            with turn(LOCK, "the base images", SECONDS):
                if self.read([suite]).get(tag(suite)) != mark:
                    self._make(suite, mark)
        except OSError as error:
            raise MapError(f"The image {tag(suite)} can't be made: {error}. Look at the free space (df).") from error

    def _make(self, suite: str, mark: str) -> None:
        shutil.rmtree(FOLDER, ignore_errors=True)
        try:
            (FOLDER / "ca").mkdir(mode=0o700, parents=True)
            for name, content in self._authorities.items():
                (FOLDER / "ca" / name).write_bytes(content)
            source = f"{self._registry}/debian:{suite}-slim".lstrip("/")
            if self._registry_answers(source):
                self._layer(source, suite, mark)
            else:
                self._bootstrap(suite, mark)
        finally:
            shutil.rmtree(FOLDER, ignore_errors=True)

    def _registry_answers(self, source: str) -> bool:
        """Asks the engine, which knows the registry's name, its certificates and its proxy."""
        return self._socket.succeeds(f"/distribution/{source}/json", REGISTRY_SECONDS)

    def _layer(self, source: str, suite: str, mark: str) -> None:
        """The registry's image and a thin layer with the CA files."""
        lines = [
            f"FROM {source}",
            f"COPY ca/ /{PLACE}/",
            "RUN apt-get -q update && apt-get -q -y --no-install-recommends install ca-certificates"
            " && update-ca-certificates && rm -rf /var/lib/apt/lists/*",
            *_settings(mark),
        ]
        (FOLDER / "Dockerfile").write_text("\n".join(lines) + "\n", encoding="utf-8")
        _run(["docker", "build", "--quiet", "--pull", "-t", tag(suite), str(FOLDER)], tag(suite))

    def _bootstrap(self, suite: str, mark: str) -> None:
        """A small Debian. The archive is made whole first: importing half of one would leave an empty image."""
        if not shutil.which("mmdebstrap"):
            apt.install(["mmdebstrap"])
        archive = FOLDER / "base.tar"
        # Unstable is rarely signed anew on small mirrors; what its Release says of its age then is out of date.
        valid = "false" if suite == "sid" else "true"
        copy = f'mkdir -p "$1/{PLACE}" && cp -a {shlex.quote(str(FOLDER))}/ca/. "$1/{PLACE}/"'
        words = [
            *("mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates", f"--essential-hook={copy}"),
            *(
                f"--aptopt={option}"
                for option in (f'Acquire::Check-Valid-Until "{valid}"', 'Acquire::Languages "none"')
            ),
            '--aptopt=APT::Install-Recommends "false"',
            *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")),
            "--dpkgopt=force-unsafe-io",  # a layer is kept whole or not at all; the registry's image has it too
            *(suite, str(archive), "-"),
        ]
        _run(words, tag(suite), stdin="\n".join(_mirror().lines(suite)) + "\n")
        changes = [word for line in ['CMD ["bash"]', *_settings(mark)] for word in ("--change", line)]
        _run(["docker", "import", *changes, str(archive), tag(suite)], tag(suite))


def _settings(mark: str) -> list[str]:
    return [*(f"ENV {name}={BUNDLE}" for name in VARIABLES), f"LABEL map.base={mark}"]


def _mirror() -> Mirror:
    """The machine's own Debian mirror."""
    paths = [SOURCES / "sources.list", *sorted((SOURCES / "sources.list.d").glob("*"))]
    known = [path for path in paths if path.suffix in (".list", ".sources") and path.exists()]
    texts = {str(path): path.read_text(encoding="utf-8") for path in known}
    codename = os_release.fields().get("VERSION_CODENAME", "sid")
    found = find_mirror(texts, [codename, "stable", "oldstable", "testing", "unstable", "sid"])
    if not found:
        raise MapError(
            f"No registry answers, and {SOURCES} names no Debian mirror to build from. "
            "Set docker_registry to one that answers, or add a mirror to the apt sources."
        )
    return Mirror(_resolved(found.archive), _resolved(found.security))


def _resolved(address: str) -> str:
    """Cloud images write mirror+file:/a/list; an image can't use the host's list, so take its first entry."""
    if not address.startswith("mirror+file:"):
        return address
    path = pathlib.Path("/" + address.removeprefix("mirror+file:").lstrip("/"))
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]
    return lines[0].split()[0].rstrip("/")


def _run(words: t.Sequence[str], image: str, stdin: str = "") -> None:
    # A session of its own: when mmdebstrap fails it sends SIGHUP to its whole process group, ours if it shared it.
    command = ["setpriv", "--pdeathsig", "TERM", *words]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, start_new_session=True)
    if done.returncode:
        tail = "\n  ".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise MapError(f"The image {image} can't be made. Mend what {words[0]} says:\n  {tail}")
