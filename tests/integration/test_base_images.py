"""base_images where a registry answers, and where the mirror doesn't. (By mirror: test_docker_role.py.)"""

from __future__ import annotations

import json
import time
import typing as t
import urllib.request
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import base_images as client
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import base_images
from tests.environment import free_port
from tests.integration.stand_in_host import base_image, command

TAG = "map/debian:forky-slim"
DOCKERFILE = """\
FROM {base}
RUN apt-get -q update && apt-get -q -y install docker-registry
RUN printf 'version: 0.1\\nstorage: {{filesystem: {{rootdirectory: /srv}}}}\\nhttp: {{addr: ":5000"}}\\n' > /c.yml
CMD ["docker-registry", "serve", "/c.yml"]
"""


def run(registry: str, *files: Path, check: bool = False) -> dict[str, t.Any]:
    names = [str(file) for file in files]
    return base_images.run({"suites": ["forky"], "registry": registry, "ca_files": names, "assume_empty": False}, check)


@pytest.fixture
def registry() -> t.Iterator[str]:
    """A registry that holds debian:forky-slim."""
    address = f"127.0.0.1:{free_port()}"
    base = base_image("trixie")
    command("docker", "build", "-q", "-t", "map-test-registry", "-", input=DOCKERFILE.format(base=base))
    container = command("docker", "run", "-d", "-p", f"{address}:5000", "map-test-registry")
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://{address}/v2/").read()
            break
        except OSError:
            time.sleep(0.1)
    name = f"{address}/debian:forky-slim"
    command("docker", "tag", base, name)
    command("docker", "push", "-q", name)
    yield address
    command("docker", "rm", "-f", "-v", container)
    command("docker", "rmi", "-f", name, TAG)


def test_a_registry_that_answers_is_used(registry: str, tmp_path: Path) -> None:
    authority = tmp_path / "lab.crt"
    authority.write_text(next(Path("/etc/ssl/certs").glob("*.pem")).read_text())
    planned = run(registry, authority, check=True)
    applied = run(registry, authority)
    assert planned == applied
    assert applied["planned"] == [TAG]
    source, made = (
        json.loads(command("docker", "inspect", name))[0] for name in (f"{registry}/debian:forky-slim", TAG)
    )
    layers = source["RootFS"]["Layers"]
    assert made["RootFS"]["Layers"][: len(layers)] == layers
    assert "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt" in made["Config"]["Env"]
    listed = command("docker", "run", "--rm", TAG, "ls", "/usr/local/share/ca-certificates")
    assert "00-lab.crt" in listed
    assert run(registry, authority)["plan"] == []
    assert run(registry, check=True)["planned"] == [TAG]


def test_what_can_not_be_built_leaves_no_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources.list").write_text(
        "deb http://127.0.0.1:9/debian bookworm main\ndeb http://127.0.0.1:9/d trixie main"
    )
    monkeypatch.setattr(client, "SOURCES", tmp_path)
    with pytest.raises(MapError, match="Mend what mmdebstrap says"):
        run("127.0.0.1:9")
    assert command("docker", "image", "ls", "-q", TAG) == ""
    (tmp_path / "sources.list").write_text("")
    with pytest.raises(MapError, match="names no Debian mirror to build from"):
        run("127.0.0.1:9")
