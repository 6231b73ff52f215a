"""What the scenarios' tests ask: the host by SSH, AWS by its interface, the database by a login."""

from __future__ import annotations

import typing as t

import pytest

from tests.environment import ROOT, Environment
from tests.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def rehearsal() -> Rehearsal:
    return Rehearsal()


@pytest.fixture(scope="session")
def cloud() -> Environment:
    """The environment of the scenarios that only make things in AWS, at the stand-in of `rehearsal`."""
    return Environment(ROOT / "molecule/inventories", "cloud")


@pytest.fixture(scope="session")
def host(rehearsal: Rehearsal) -> t.Any:
    """The host that stands in for the EC2 instance, as its administrator."""
    return rehearsal.host()
