"""The reverse proxy, secure at the host's own address."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from mapctl.doctor.reach import Reach
from tests.rehearsal import Rehearsal


@pytest.fixture
def reached(rehearsal: Rehearsal, host: t.Any, tmp_path: Path) -> Reach:
    """As a browser that trusts the environment's authority."""
    (tmp_path / "ca.pem").write_text(host.file("/srv/map/rehearsal/ca/ca.pem").content_string)
    return Reach(str(tmp_path / "ca.pem"), {".": rehearsal.address()})


def test_its_certificate_is_good_and_browsers_are_told_to_stay(reached: Reach) -> None:
    answer = reached.session().get("https://navigator.rehearsal.localhost/", timeout=30)
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_plain_http_leads_to_it(reached: Reach) -> None:
    answer = reached.session().get("http://jupyter.rehearsal.localhost/hub/", timeout=30, allow_redirects=False)
    assert answer.status_code in (301, 308)
    assert answer.headers["Location"].startswith("https://jupyter.rehearsal.localhost/")
