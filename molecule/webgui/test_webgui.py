"""The Web GUI is healthy, shows its page, and tells nothing to whoever hasn't signed in."""

from __future__ import annotations

import typing as t

ASK = (
    'python3 -c \'import http.client; c = http.client.HTTPConnection("127.0.0.1", 9000); '
    'c.request("GET", "%s"); r = c.getresponse(); print(r.status, r.read().decode())\''
)


def test_all_are_healthy(host: t.Any) -> None:
    for name in ("map-navigator", "map-node-server", "mapapi", "stage_pruner"):
        state = host.docker(f"map-rehearsal-webgui-{name}-1").inspect()["State"]
        assert (state["Running"], state.get("Health", {}).get("Status")) == (True, "healthy"), name


def test_it_shows_its_page(host: t.Any) -> None:
    page = host.check_output(ASK % "/")
    assert page.startswith("200 ")
    assert "<html" in page.lower()


def test_it_tells_nothing_without_a_sign_in(host: t.Any) -> None:
    assert host.check_output(ASK % "/api/sessions").startswith("401 ")
