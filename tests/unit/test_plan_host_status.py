"""What is made of a host's answers, and when certificates end."""

from __future__ import annotations

import dataclasses
import datetime
import ssl
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import x509
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.certificate_dates import ends, first_pem
from ansible_collections.mesoscale.map.plugins.module_utils.plans.host_status import (
    Certificate,
    Container,
    Engine,
    Folder,
    Found,
    facts,
)

NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
DOWN = MapError("No container engine answers. Start it.")
WORKER = Container(
    name="map-test-workers-compute-1",
    stack="workers",
    service="compute",
    person="",
    state="running",
    health="healthy",
    exit_code=0,
    restarts=2,
    made=NOW - 2 * DAY,
    started=NOW - DAY,
    image="map/worker:0123",
    image_made=NOW - 3 * DAY,
)
SERVER = dataclasses.replace(WORKER, name="map-test-alice", stack="jupyterhub", service="", person="alice")


def found(*containers: Container, **changed: t.Any) -> Found:
    return Found(
        **{"engine": Engine("28.5.1", "/data", containers), "folders": (), "certificates": (), **changed, "now": NOW}
    )


def test_services() -> None:
    ended = dataclasses.replace(WORKER, name="z", state="exited", exit_code=137, health="", image_made=None)
    away = dataclasses.replace(SERVER, state="exited")
    services = facts(found(ended, WORKER, SERVER, away), ["workers", "edge"])["services"]
    assert services["stacks"].keys() == {"workers", "edge"}
    assert services["stacks"]["edge"] == []
    running, last = services["stacks"]["workers"]
    assert running == {
        "name": "map-test-workers-compute-1",
        "service": "compute",
        "state": "running",
        "health": "healthy",
        "exit_code": None,
        "restarts": 2,
        "age_seconds": 2 * 86400,
        "up_seconds": 86400,
        "image": "map/worker:0123",
        "image_age_seconds": 3 * 86400,
    }
    assert [last[name] for name in ("exit_code", "up_seconds", "image_age_seconds")] == [137, None, None]
    assert (services["people_servers"], services["problem"]) == ({"running": 1, "all": 2}, "")


def test_an_engine_that_does_not_answer_leaves_the_rest() -> None:
    folder = Folder("environment", "/srv/map/test", "/srv", 10, 20)
    said = facts(found(engine=DOWN, folders=(folder, MapError("/x can't be looked at."))), ["edge"])
    nobody = {"running": None, "all": None}
    assert said["services"] == {"engine_version": "", "stacks": {}, "people_servers": nobody, "problem": str(DOWN)}
    row = {"what": "environment", "path": "/srv/map/test", "exists": False, "free_bytes": 10, "total_bytes": 20}
    assert said["disk"] == {"folders": [row], "problem": "/x can't be looked at."}


@pytest.mark.parametrize(
    ("end", "days", "said"),
    [
        (NOW + 30 * DAY - datetime.timedelta(hours=1), 29, "2026-04-01 11:00:00Z"),
        (NOW + datetime.timedelta(hours=1), 0, "2026-03-02 13:00:00Z"),
        (NOW - datetime.timedelta(hours=1), -1, "2026-03-02 11:00:00Z"),
    ],
)
def test_days_left(end: datetime.datetime, days: int, said: str) -> None:
    (row,) = facts(found(certificates=(Certificate("edge", "/x", end),)), [])["certificates"]["certificates"]
    assert row == {"what": "edge", "source": "/x", "ends": said, "days_left": days, "problem": ""}


def test_a_certificate_that_cannot_be_read() -> None:
    one = Certificate("edge", "/x", MapError("/x holds no certificate."))
    (row,) = facts(found(certificates=(one,)), [])["certificates"]["certificates"]
    assert (row["days_left"], row["problem"]) == (None, "/x holds no certificate.")


# Years up to 2049 are written with two digits, later ones with four.
@pytest.mark.parametrize("days", [1, 3650, 40 * 365])
def test_ends_is_what_the_library_reads(days: int) -> None:
    certificate = x509.self_signed(x509.new_key(), "MAP test", days)
    pem = x509.to_pem(certificate).decode()
    assert ends(ssl.PEM_cert_to_DER_cert(first_pem(f"# a comment\n{pem}{pem}"))) == certificate.not_valid_after_utc


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80", b"\x30\x03\x02\x01\x05", b"not a certificate", bytes(99)])
def test_what_is_no_certificate(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a certificate"):
        ends(data)


def test_a_certificate_that_is_cut_off() -> None:
    key = x509.new_key()
    whole = ssl.PEM_cert_to_DER_cert(x509.to_pem(x509.self_signed(key, "MAP test", 10)).decode())
    for length in range(len(whole)):
        with pytest.raises(ValueError, match="not a certificate"):
            ends(whole[:length])
