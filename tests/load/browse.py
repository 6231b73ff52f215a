"""People who browse the Web GUI, for Locust: each signs in, looks at the sessions, and opens one after the other.

Environment: BROWSE_CA, the file of authorities; BROWSE_PASSWORD; BROWSE_RECORD, the file that gets a line of JSON for
each request: the time when it ended, its name, seconds, and why it failed, "" if it didn't.
"""

from __future__ import annotations

import json
import os
import random
import time
import typing as t

from locust import HttpUser, between, events, task

from tests.here import Here


@events.request.add_listener
def record(name: str, response_time: float, exception: Exception | None, **_: t.Any) -> None:
    """One line for each request."""
    line = [time.time(), name, response_time / 1000, str(exception or "")]
    with open(os.environ["BROWSE_RECORD"], "a") as file:
        file.write(json.dumps(line) + "\n")


class Person(HttpUser):
    """Somebody who reads a page for a second or two before the next."""

    wait_time = between(1, 2)

    def on_start(self) -> None:
        self.client.trust_env = False  # else a bundle that the environment names would count more
        self.client.mount("https://", Here())
        self.client.verify = os.environ["BROWSE_CA"]
        given = {"username": "mapuser", "password": os.environ["BROWSE_PASSWORD"]}
        while not (token := self._answer("POST", "/login", given).get("token")):
            time.sleep(1)
        self.client.headers["Authorization"] = f"Bearer {token}"
        self.client.get("/", name="the page")

    @task
    def look(self) -> None:
        sessions = self._answer("GET", "/api/sessions")
        if sessions:
            one = random.choice(sessions)
            key = {"subject_id": one["subject_id"], "session": one["session"]}
            for path in ("/api/session", "/api/plot/probeInsertions", "/api/plot/units"):
                self._answer("POST", path, key)

    def _answer(self, method: str, path: str, body: dict[str, t.Any] | None = None) -> t.Any:
        """What the server says; nothing, if it failed or says nothing."""
        with self.client.request(method, path, json=body, name=path, catch_response=True) as response:
            if not response.ok:
                response.failure(f"{response.status_code} {response.text[:200]}")
                return {}
            if not response.json():
                response.failure("It answered nothing")
            return response.json()
