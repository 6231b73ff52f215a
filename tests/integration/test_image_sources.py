"""Images that are built from commits of a mirror: what goes in, what doesn't, and what is known beforehand."""

from __future__ import annotations

import json
import os
import shutil
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.source_tree import unpack
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.environment import differences
from tests.integration.containers import HERE, Play, demo_stack
from tests.integration.git_mirrors import run
from tests.integration.git_server import Work
from tests.integration.stand_in_host import base_image, command

DOCKERFILE = """\
FROM {base}
COPY source/ /source/
USER 999
CMD ["sh", "-c", "touch /tmp/ready && exec sleep 100000"]
"""
LISTED = ("sh", "-c", "cd /source && find . -type f -printf '%P %m\\n' -o -type l -printf '%P -> %l\\n' | sort")


class Built(Play):
    """A stack whose image is built from a commit."""

    def __init__(self, folder: Path, mirror: Path) -> None:
        self.name = f"src{os.getpid()}"
        context = folder / "image"
        context.mkdir()
        (context / "Dockerfile").write_text(DOCKERFILE.format(base=base_image("trixie")))
        source = {"path": str(mirror), "commit": "{{ commit }}", "into": "source"}
        image = {"name": f"test-{self.name}", "context": str(context), "sources": [source]}
        service = {"image": f"map/test-{self.name}", "init": True}
        stack = demo_stack(
            context, stack_images=[image], stack_files=[], stack_definition={"services": {"web": service}}
        )
        super().__init__(folder, self.name, [stack], HERE, map_root=str(folder / "root"))

    def images(self) -> list[str]:
        return command(
            "docker", "images", "-q", "--no-trunc", "--filter", f"reference=map/test-{self.name}"
        ).splitlines()

    def image(self) -> dict[str, t.Any]:
        """The image that runs now."""
        (container,) = self.listed("ps -q")
        identity = command("docker", "inspect", "-f", "{{.Image}}", container)
        found: dict[str, t.Any] = json.loads(command("docker", "image", "inspect", identity))[0]
        return found

    def inside(self, *words: str) -> str:
        return command("docker", "exec", self.listed("ps -q")[0], *words)

    def listed(self, words: str) -> list[str]:
        label = f"label=map.environment={self.name}"
        return command("docker", *words.split(), "--filter", label).splitlines()

    def remove(self) -> None:
        for one in self.listed("ps -a -q"):
            command("docker", "rm", "-f", "-v", one)
        command("docker", "network", "rm", f"map-{self.name}")
        for identity in self.images():
            command("docker", "rmi", "-f", identity)


@pytest.fixture
def built(tmp_path: Path, mirror: Path) -> t.Iterator[Built]:
    play = Built(tmp_path, mirror)
    command("docker", "network", "create", "--label", f"map.environment={play.name}", f"map-{play.name}")
    yield play
    play.remove()


def first_commit(work: Work) -> str:
    """A commit with a script, a folder and a link; other commits and branches have files that it hasn't."""
    work.commit(earlier="not any more")
    work.git("rm", "-q", "earlier")
    (work.tree / "deep").mkdir()
    (work.tree / "deep/data").write_text("data")
    (work.tree / "run.sh").write_text("#!/bin/sh\necho first\n")
    (work.tree / "run.sh").chmod(0o755)
    (work.tree / "link").symlink_to("deep/data")
    return work.commit(plain="plain")


def test_an_image_holds_the_files_of_its_commit(work: Work, mirror: Path, built: Built) -> None:
    commit = first_commit(work)
    work.commit(later="later")
    built.settings["commit"] = commit
    planned = built.apply("--check", "--diff")  # the mirror isn't there yet
    assert not mirror.exists()
    run(mirror, work.address, commit)
    umask = os.umask(0o077)
    try:
        applied = built.apply("--diff")
    finally:
        os.umask(umask)
    assert differences(planned.plan, applied.plan) == []
    image = built.image()
    assert planned.tasks[-1]["plan"] == applied.tasks[-1]["plan"]
    assert image["RepoTags"][0] in json.dumps(planned.tasks[-1]["plan"])  # the tag was known
    assert image["Config"]["Labels"]["org.opencontainers.image.revision"] == commit
    assert built.inside(*LISTED).splitlines() == ["deep/data 644", "link -> deep/data", "plain 644", "run.sh 755"]
    assert built.inside("/source/run.sh") == "first"
    assert built.apply().changed == []


def test_another_commit_is_another_image_and_the_way_back_needs_no_mirror(
    work: Work, mirror: Path, built: Built
) -> None:
    images = []
    for text in ("first", "second"):
        commit = work.commit(said=text)
        built.settings["commit"] = commit
        planned = built.apply("--check", "--diff")
        run(mirror, work.address, commit)
        assert differences(planned.plan, built.apply("--diff").plan) == []
        images.append(built.image())
        assert images[-1]["Config"]["Labels"]["org.opencontainers.image.revision"] == commit
        assert built.inside("cat", "/source/said") == text
    assert images[0]["RepoTags"] != images[1]["RepoTags"]
    shutil.rmtree(mirror)
    built.settings["commit"] = images[0]["Config"]["Labels"]["org.opencontainers.image.revision"]
    built.apply()
    assert built.image()["Id"] == images[0]["Id"]


def test_a_commit_that_was_not_fetched(work: Work, mirror: Path, built: Built) -> None:
    run(mirror, work.address, work.commit(one="1"))
    built.settings["commit"] = "c" * 40
    failed = built.apply(ok=False)
    assert f"The commit {'c' * 40} can't be taken from {mirror}" in " ".join(failed.output.split())
    built.settings["commit"] = "main"
    failed = built.apply(ok=False)
    assert "'main' is no commit. Write all 40 hex digits" in " ".join(failed.output.split())


@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside"])
def test_a_link_that_leads_out_is_refused(work: Work, mirror: Path, tmp_path: Path, target: str) -> None:
    (work.tree / "deep").mkdir()
    (work.tree / "deep/link").symlink_to(target)
    commit = work.commit()
    run(mirror, work.address, commit)
    with pytest.raises(MapError, match="holds 'deep/link', which leads out of its folder"):
        unpack(str(mirror), commit, str(tmp_path / "into"))


def test_a_path_that_leads_out_is_refused(work: Work, tmp_path: Path) -> None:
    """Git itself never makes such a tree."""
    blob = work.git("hash-object", "-w", "--stdin", content="evil")
    inner = work.git("mktree", content=f"100644 blob {blob}\tevil")
    outer = work.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", content=tree("..", inner))
    commit = work.git("commit-tree", "-m", "evil", outer)
    with pytest.raises(MapError, match=r"can't be taken from .*invalid path '\.\./evil'"):
        unpack(str(work.tree), commit, str(tmp_path / "a/into"))
    assert not list(tmp_path.rglob("evil"))


def tree(name: str, identity: str) -> bytes:
    return f"40000 {name}".encode() + b"\0" + bytes.fromhex(identity)
