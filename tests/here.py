"""Reaches every name at 127.0.0.1, whatever the system knows of it. Certificates are checked for the name."""

from __future__ import annotations

import socket
import ssl
import typing as t
from pathlib import Path

import requests.adapters
import urllib3.connection
import urllib3.connectionpool


def connect(port: int, seconds: float = 60) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), seconds)


def connect_tls(name: str, port: int, ca_file: Path) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(ca_file))
    return context.wrap_socket(connect(port), server_hostname=name)


class _Plain(urllib3.connection.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return connect(self.port or 80)


class _Tls(urllib3.connection.HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return connect(self.port or 443)


class _PlainPool(urllib3.connectionpool.HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls = _Tls


class Here(requests.adapters.HTTPAdapter):
    """For a session of requests, and for that one alone."""

    def init_poolmanager(self, *arguments: t.Any, **options: t.Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
