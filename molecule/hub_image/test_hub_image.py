"""New servers get the image that passed its trial."""

from __future__ import annotations

import json
import typing as t


def test_the_released_image_is_on_the_host(host: t.Any) -> None:
    (name,) = json.loads(host.file("/srv/map/rehearsal/jupyterhub/release/images.json").content_string)
    assert host.check_output(f"docker run --rm --entrypoint jupyter {name} lab --version")
