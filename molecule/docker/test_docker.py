"""An engine from Debian's archive that survives a restart, and runs containers."""

from __future__ import annotations

import typing as t


def test_engine_and_compose_are_debians(host: t.Any) -> None:
    assert host.package("docker.io").is_installed
    assert host.service("docker").is_enabled
    assert host.check_output("docker compose version --short").startswith("2.26")


def test_containers_outlive_the_engine_and_their_logs_are_rotated(host: t.Any) -> None:
    told = host.check_output("docker info --format '{{.LiveRestoreEnabled}} {{.Driver}} {{.LoggingDriver}}'")
    assert told == "true overlay2 json-file"
    assert '"max-size": "10m"' in host.file("/etc/docker/daemon.json").content_string


def test_a_container_in_the_environments_network_knows_the_stand_ins(host: t.Any) -> None:
    words = "docker run --rm --network map-rehearsal map/debian:trixie-slim getent hosts mysql.rehearsal.localhost"
    assert host.check_output(words).endswith("mysql.rehearsal.localhost")
