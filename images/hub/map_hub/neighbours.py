"""Joins the containers that people's servers need, such as the proxy, to people's networks.

A container that was made anew is in none of them, so they are looked at again and again; `python -m map_hub.neighbours`
runs beside the hub.
"""

from __future__ import annotations

import logging
import time
import typing as t

import docker
import docker.errors

from . import files

SECONDS = 3.0


def join(engine: t.Any, networks: list[str], neighbours: dict[str, list[str]], log: t.Any) -> None:
    """Join whoever isn't in one of the networks yet. A neighbour that isn't there is left for the next time."""
    for network in networks:
        try:
            found = engine.inspect_network(network)
        except docker.errors.APIError as error:
            log.warning("%s can't be looked at: %s", network, error)
            continue
        there = {one["Name"] for one in (found.get("Containers") or {}).values()}
        for name in neighbours.keys() - there:
            try:
                engine.connect_container_to_network(name, network, aliases=neighbours[name] or None)
                log.info("%s joined %s", name, network)
            except docker.errors.APIError as error:
                if "already exists" not in str(error):  # somebody else was quicker
                    log.warning("%s can't join %s: %s", name, network, error)


def join_all(engine: t.Any, settings: dict[str, t.Any], log: t.Any) -> None:
    """All networks in which a person's server runs."""
    labels = [f"map.environment={settings['environment']}", "map.stack=jupyterhub"]
    running = engine.containers(filters={"label": labels})
    prefix = f"map-{settings['environment']}-user-"
    names = [name.lstrip("/") for one in running for name in one["Names"]]
    join(engine, [name for name in names if name.startswith(prefix)], settings["neighbours"], log)


def main() -> None:
    """Do so for ever."""
    logging.basicConfig(format="[neighbours] %(message)s", level=logging.INFO)
    log = logging.getLogger("neighbours")
    settings, engine = files.settings(), docker.from_env().api
    while True:
        try:
            join_all(engine, settings, log)
        except (docker.errors.DockerException, OSError) as error:
            log.warning("the engine couldn't be asked: %s", error)
        time.sleep(SECONDS)


if __name__ == "__main__":
    main()
