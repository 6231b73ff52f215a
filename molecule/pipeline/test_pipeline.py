"""The image that runs the pipeline is built from the commit that the settings name."""

from __future__ import annotations

import typing as t


def test_the_image_holds_the_pipeline(host: t.Any) -> None:
    name = host.check_output("docker image ls map/worker --format '{{.Repository}}:{{.Tag}}'").splitlines()[0]
    said = host.check_output(
        f"docker run --rm --entrypoint python {name} -c 'import datajoint, pipeline; print(datajoint.__version__)'"
    )
    assert said.splitlines()[-1] == "0.14.10"


def test_the_commit_is_a_label(host: t.Any) -> None:
    label = '{{index .Config.Labels "org.opencontainers.image.revision"}}'
    name = host.check_output("docker image ls map/worker --format '{{.ID}}'").splitlines()[0]
    mirror = "/srv/map/rehearsal/repositories/pipeline.git"
    (commit,) = set(host.check_output(f"git --git-dir={mirror} for-each-ref --format='%(objectname)'").split())
    assert host.check_output(f"docker image inspect -f '{label}' {name}") == commit
