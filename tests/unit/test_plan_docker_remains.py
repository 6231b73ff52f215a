"""docker_remains: remove everything of an environment, and nothing of another."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.docker_remains import Remains, plan
from ansible_collections.mesoscale.map.plugins.module_utils.specs import docker_remains

EVERYTHING = {"containers": ("c",), "networks": ("n",), "volumes": ("v",), "images": ("map/i:1",)}
TABLE = [
    (Remains(), True, []),
    (Remains(**EVERYTHING), True, ["container c", "network n", "volume v", "image map/i:1"]),
    (Remains(**EVERYTHING), False, ["container c", "network n", "volume v"]),
    (Remains(**EVERYTHING, others=("production",)), True, ["container c", "network n", "volume v"]),
]


@pytest.mark.parametrize(("remains", "images", "targets"), TABLE)
def test_plan(remains: Remains, images: bool, targets: list[str]) -> None:
    assert [change.target for change in plan(remains, images=images)] == targets
    assert {change.action for change in plan(remains, images=images)} <= {"remove"}


def test_another_name_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(MapError, match="but 'local' was confirmed"):
        docker_remains.run({"environment": "production", "confirm": "local"}, check=False)
