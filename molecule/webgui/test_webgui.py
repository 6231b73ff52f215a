"""The Web GUI is healthy, and answers its own network."""

from __future__ import annotations

import typing as t


def test_all_are_healthy(host: t.Any) -> None:
    for name in ("map-navigator", "map-node-server", "mapapi", "stage_pruner"):
        state = host.docker(f"map-rehearsal-webgui-{name}-1").inspect()["State"]
        assert (state["Running"], state.get("Health", {}).get("Status")) == (True, "healthy"), name
