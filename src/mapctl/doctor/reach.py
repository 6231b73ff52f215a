"""Reaches servers by name, also where the system doesn't resolve it. Certificates are checked for the name anyway."""

from __future__ import annotations

import dataclasses
import socket
import ssl
import typing as t

import requests
import requests.adapters
import urllib3.connection
import urllib3.connectionpool

Connect = t.Callable[[str, int, float], socket.socket]
SECONDS = 10.0
"""For a connection."""


@dataclasses.dataclass(frozen=True)
class Reach:
    """ca_file, resolve: as in Subject"""

    ca_file: str = ""
    resolve: t.Mapping[str, str] = dataclasses.field(default_factory=dict)

    def address(self, name: str) -> str:
        """Where a name leads; the name itself, where that is left to the system."""
        labels = name.split(".")
        above = ["." + ".".join(labels[number:]) for number in range(1, len(labels))]
        return next((self.resolve[one] for one in (name, *above, ".") if one in self.resolve), name)

    def connect(self, name: str, port: int, seconds: float = SECONDS) -> socket.socket:
        found = socket.create_connection((self.address(name), port), seconds)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found

    def connect_tls(self, name: str, port: int, seconds: float = SECONDS) -> ssl.SSLSocket:
        cafile, capath = self._authorities()
        context = ssl.create_default_context(cafile=cafile, capath=capath)
        plain = self.connect(name, port, seconds)
        try:
            return context.wrap_socket(plain, server_hostname=name)
        except OSError:
            plain.close()
            raise

    def session(self) -> requests.Session:
        """Goes straight to the server, whatever proxy or authorities the process's environment names."""
        session = requests.Session()
        session.trust_env = False
        session.verify = next((place for place in self._authorities() if place), True)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Adapter(self.connect))
        return session

    def _authorities(self) -> tuple[str | None, str | None]:
        """A file or a folder. The system's own may be either; without both, libraries use what they bring."""
        system = ssl.get_default_verify_paths()
        if self.ca_file or system.cafile:
            return self.ca_file or system.cafile, None
        return None, system.capath


class Adapter(requests.adapters.HTTPAdapter):
    """For sessions whose connections are made by `connect`."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        super().__init__()

    def init_poolmanager(self, *arguments: t.Any, **options: t.Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._connect)


def _pools(connect: Connect) -> dict[str, type[urllib3.connectionpool.HTTPConnectionPool]]:
    class Plain(urllib3.connection.HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self.host, self.port or 80, _seconds(self.timeout))

    class Tls(urllib3.connection.HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self.host, self.port or 443, _seconds(self.timeout))

    class PlainPool(urllib3.connectionpool.HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(urllib3.connectionpool.HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


def _seconds(timeout: t.Any) -> float:
    return float(timeout) if isinstance(timeout, int | float) else SECONDS
