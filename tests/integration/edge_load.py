"""Load on the reverse proxy: people who ask and send all the time, each request on a new connection."""

from __future__ import annotations

import http.client
import threading
import time
import typing as t

from tests.here import connect_tls
from tests.integration.edge_world import Edge

BODY = b"x" * 20000


class Load:
    """Runs while it is open. failures: what went wrong; serials: of the certificates that were seen, in order

    pause: between one's requests, in seconds
    """

    def __init__(self, edge: Edge, label: str = "jupyter", people: int = 4, pause: float = 0.05) -> None:
        self._edge, self._label, self._pause = edge, label, pause
        self.failures: list[str] = []
        self.serials: list[str] = []
        self.count = 0
        self._end = threading.Event()
        self._lock = threading.Lock()
        methods = ["GET", "POST"] * people
        self._people = [threading.Thread(target=self._work, args=(method,)) for method in methods[:people]]

    def __enter__(self) -> Load:
        for person in self._people:
            person.start()
        return self

    def __exit__(self, *_: t.Any) -> None:
        self._end.set()
        for person in self._people:
            person.join()

    def more(self, number: int) -> None:
        """Wait until so many more requests have been answered, or failed."""
        until, end = self.count + number, time.monotonic() + 120
        while self.count + len(self.failures) < until:
            assert time.monotonic() < end, self.failures[:3]
            time.sleep(0.05)

    def wait_certificates(self, number: int, seconds: float) -> None:
        """Wait until so many have been seen."""
        end = time.monotonic() + seconds
        while len(self.serials) < number:
            assert time.monotonic() < end, (self.serials, self.failures[:3], self._edge.log()[-3000:])
            time.sleep(0.1)

    def _work(self, method: str) -> None:
        while not self._end.is_set():
            try:
                serial = self._request(method)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                with self._lock:
                    self.failures.append(f"{method}: {type(error).__name__} {error}")
            else:
                with self._lock:
                    self.count += 1
                    if serial not in self.serials:
                        self.serials.append(serial)
            time.sleep(self._pause)

    def _request(self, method: str) -> str:
        host, port = self._edge.host(self._label), self._edge.https
        with connect_tls(host, port, self._edge.ca_file) as connection:
            serial = str((connection.getpeercert() or {})["serialNumber"])
            asked = http.client.HTTPConnection(host, port)
            asked.sock = connection
            asked.request(method, "/", body=BODY if method == "POST" else None)
            answer = asked.getresponse()
            content = answer.read()
            assert answer.status == 200, (answer.status, content[:200])
            return serial
