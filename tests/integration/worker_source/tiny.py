"""A pipeline of two tables for tests of the workers' image; its jobs wait for the file /tmp/go."""

from __future__ import annotations

import os
import pathlib
import time

import datajoint as dj

schema = dj.schema("map_v2_tiny")
GO = "/tmp/go"  # noqa: S108 (inside a container)


def wait_for_go() -> None:
    while not os.path.exists(GO):
        time.sleep(0.05)


@schema
class Recording(dj.Manual):
    definition = """
    recording: int
    """


@schema
class Figure(dj.Computed):
    definition = """
    -> Recording
    ---
    figure: filepath@report_store
    made_at=CURRENT_TIMESTAMP: timestamp
    """

    def make(self, key):
        wait_for_go()
        path = pathlib.Path(dj.config["stores"]["report_store"]["stage"], f"tiny/{key['recording']}.txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"figure of {key['recording']}")
        self.insert1({**key, "figure": str(path)})
