"""A real ACME server in the reverse proxy's network: Debian's pebble, with certificates of seconds."""

from __future__ import annotations

import json
import time

import requests

from tests.environment import free_port
from tests.integration.certificates import Authority
from tests.integration.edge_world import Edge

SECONDS = 36
"""How long a certificate is valid. It is renewed when a third is left."""


class Pebble:
    """directory: the address for the reverse proxy; ca_file: of that address; root_file: what browsers trust"""

    def __init__(self, edge: Edge) -> None:
        self.name, self._edge, self._port = f"map-{edge.name}-pebble", edge, free_port()
        self.directory = f"https://{self.name}:14000/dir"
        self.folder = edge.folder / "pebble"
        self.ca_file, self.root_file = self.folder / "ca.pem", self.folder / "root.pem"
        self._write()

    def start(self) -> Pebble:
        options = ("--publish", f"127.0.0.1:{self._port}:15000", "--env", "PEBBLE_VA_NOSLEEP=1")
        self._edge.run(
            self.name, f"{self.folder}:/pebble:ro", "pebble", "-config", "/pebble/config.json", options=options
        )
        self.root_file.write_text(self._root())
        return self

    def _write(self) -> None:
        self.folder.mkdir()
        authority = Authority()
        certificate, key = authority.server(self.name, "127.0.0.1")
        self.ca_file.write_bytes(authority.pem)
        (self.folder / "certificate.pem").write_bytes(certificate)
        (self.folder / "key.pem").write_bytes(key)
        settings = {
            "listenAddress": "0.0.0.0:14000",
            "managementListenAddress": "0.0.0.0:15000",
            "certificate": "/pebble/certificate.pem",
            "privateKey": "/pebble/key.pem",
            "httpPort": self._edge.http,
            "tlsPort": self._edge.https,
            "certificateValidityPeriod": SECONDS,
        }
        (self.folder / "config.json").write_text(json.dumps({"pebble": settings}))

    def _root(self) -> str:
        """Its own root certificate; another one at each start."""
        address, end = f"https://127.0.0.1:{self._port}/roots/0", time.monotonic() + 60
        while True:
            try:
                return requests.get(address, verify=str(self.ca_file), timeout=10).text
            except requests.ConnectionError:
                assert time.monotonic() < end
                time.sleep(0.2)
