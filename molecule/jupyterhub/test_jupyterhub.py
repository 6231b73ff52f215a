"""The hub and its helpers are healthy, and people are sent to GitHub to sign in."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_all_are_healthy(host: t.Any) -> None:
    for name in ("hub", "proxy", "engine_gate", "link_local_guard"):
        assert host.docker(f"map-rehearsal-jupyterhub-{name}-1").inspect()["State"]["Health"]["Status"] == "healthy", (
            name
        )


def test_it_sends_people_to_github(rehearsal: Rehearsal, host: t.Any) -> None:
    address = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"
    (proxy, *_) = host.check_output(f"docker inspect -f '{address}' map-rehearsal-jupyterhub-proxy-1").split()
    said = host.check_output(
        'python3 -c \'import http.client; c = http.client.HTTPConnection("%s", 8000); '
        'c.request("GET", "/hub/oauth_login"); r = c.getresponse(); print(r.status, r.getheader("Location"))\'',
        proxy,
    )
    assert said.startswith("302 https://github.rehearsal.localhost:")


def test_only_its_gate_has_the_engines_socket(host: t.Any) -> None:
    names = host.check_output("docker ps --format '{{.Names}}' --filter volume=/var/run/docker.sock").splitlines()
    assert names == ["map-rehearsal-jupyterhub-engine_gate-1"]
