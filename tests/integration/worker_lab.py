"""The fixture of the tests of the workers' image."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.emulator import Emulator
from tests.environment import free_port
from tests.integration.mysql_server import MysqlServer
from tests.integration.worker_image import CORNERS, Lab, build

# The first is what every whole environment of the tests runs.
PARAMS = [pytest.param(CORNERS[0], marks=pytest.mark.endurance), *CORNERS[1:]]


@pytest.fixture(scope="session")
def store(emulator_image: str, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Emulator]:
    """One S3 for all laboratories of a process; each has a bucket in it."""
    made = Emulator(emulator_image, tmp_path_factory.mktemp("store"))
    try:
        yield made.start()
    finally:
        made.remove()


@pytest.fixture(params=PARAMS, ids=str)
def lab(request: pytest.FixtureRequest, mysql: MysqlServer, store: Emulator, tmp_path: Path) -> t.Iterator[Lab]:
    """A laboratory for each Python and DataJoint."""
    made = Lab(build(request.param), mysql, store, tmp_path)
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(params=PARAMS, ids=str)
def frail_lab(request: pytest.FixtureRequest, store: Emulator, tmp_path: Path) -> t.Iterator[Lab]:
    """One whose database may be killed: it comes back at the same port."""
    server = MysqlServer(tmp_path, fixed_port=free_port())
    try:
        made = Lab(build(request.param), server, store, tmp_path)
        try:
            yield made
        finally:
            made.remove()
    finally:
        server.remove()
