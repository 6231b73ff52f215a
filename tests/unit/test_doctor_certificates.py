"""`mapctl doctor` at the reverse proxy: who answers, and with which certificate."""

from __future__ import annotations

import time
import typing as t
from pathlib import Path

import pytest

from mapctl.doctor import Finding
from mapctl.doctor.certificates import DAY, lasts
from mapctl.doctor.model import TroubleError
from mapctl.doctor.reach import Reach
from tests.integration.certificates import Authority
from tests.unit.doctor_site import Answer, Site, examined, subject

HOST = "navigator.tiny.example"


class Edge:
    """Makes servers whose certificates are of one authority."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.authority = folder, Authority()
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(self.authority.pem)

    def site(self, *names: str, seconds: int = 30 * 86400) -> Site:
        pair = self.folder / "pair.pem"
        pair.write_bytes(b"".join(self.authority.server(*names, seconds=seconds)))
        return Site(str(pair))

    def look(self, site: Site, **changes: t.Any) -> dict[str, Finding]:
        url = f"https://{HOST}:{site.server_port}"
        return examined(**{"hub_url": "http://127.0.0.1:9", "webgui_url": url, "ca_file": str(self.ca_file), **changes})


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Edge:
    return Edge(tmp_path_factory.mktemp("edge"))


def test_a_good_one_lets_the_other_checks_go_on(edge: Edge) -> None:
    """Its name is known here alone."""
    with edge.site(HOST) as site:
        site.answers["GET /"] = Answer(body='<script src="/main.js">')
        site.answers["GET /main.js"] = Answer()
        found = edge.look(site)
    assert found["Web GUI: certificate"].says == f"{HOST} has a good certificate for 29 days more."
    assert found["Web GUI: page"].ok


WRONG: dict[str, tuple[dict[str, t.Any], dict[str, t.Any], str, str]] = {
    # the server's certificate, what else differs, what it says, what helps
    "ended": ({"seconds": -60}, {}, f"The certificate of {HOST} has ended.", "mapctl apply tiny edge"),
    "ended, of an authority that proves": (
        {"seconds": -60},
        {"certificates": "acme"},
        "has ended",
        "logs tiny edge proxy",
    ),
    "ends soon": ({"seconds": 3600}, {}, "ends in less than a day and wasn't renewed", "mapctl apply tiny edge"),
    "another name": ({"names": ("other.example",)}, {}, "shows is for another name", "Get one for it"),
    "unknown authority": ({}, {"ca_file": ""}, "this system's authorities vouches for", "edge_certificates"),
    "no such file": ({}, {"ca_file": "/nowhere/ca.pem"}, "/nowhere/ca.pem can't be read: no such", "apply tiny edge"),
    "unknown name": ({}, {"resolve": {HOST: "no-such-name.invalid"}}, "no-such-name.invalid isn't known", "address"),
}


@pytest.mark.parametrize(("served", "changes", "says", "helps"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(edge: Edge, served: dict[str, t.Any], changes: dict[str, t.Any], says: str, helps: str) -> None:
    with edge.site(*served.get("names", (HOST,)), seconds=served.get("seconds", 30 * 86400)) as site:
        found = edge.look(site, **changes)
    one = found["Web GUI: certificate"]
    assert (one.ok, says in one.says, helps in one.help) == (False, True, True), one
    assert found["Web GUI: page"].says == "Not tried, for it waits for 'Web GUI: certificate'."


def test_nobody_listens(edge: Edge) -> None:
    with edge.site(HOST) as site:
        pass
    found = edge.look(site)["Web GUI: certificate"]
    assert f"{HOST}:{site.server_port} (127.0.0.1) can't be reached: nothing listens there." in found.says
    assert "`mapctl apply tiny edge`" in found.help


def test_a_server_without_tls(edge: Edge) -> None:
    with Site() as site:
        found = edge.look(site)["Web GUI: certificate"]
    assert (found.ok, "makes no secure connection" in found.says) == (False, True), found


LIVES = [
    # days of its life, days left, whether that will do
    (90, 31, True),
    (90, 6.9, False),
    (6, 2, True),  # some authorities give it for six days
    (6, 1.4, False),
    (398, 30, True),
]


@pytest.mark.parametrize(("life", "left", "good"), LIVES)
def test_how_long_before_its_end_it_should_have_been_renewed(life: float, left: float, good: bool) -> None:
    now = time.time()
    begins, ends = (
        time.strftime("%b %d %H:%M:%S %Y GMT", time.gmtime(now + days * DAY)) for days in (left - life, left)
    )
    if good:
        assert lasts(subject(), HOST, begins, ends, now)
    else:
        with pytest.raises(TroubleError, match="wasn't renewed"):
            lasts(subject(), HOST, begins, ends, now)


PLACES = [
    ({}, "system"),
    ({".": "here"}, "here"),
    ({".example.org": "here"}, "here"),
    ({".example.org": "here", "jupyter.map.example.org": "there"}, "there"),
    ({".map.example.org": "there", ".example.org": "here"}, "there"),
    ({"example.org": "here", ".ap.example.org": "here"}, "system"),
]


@pytest.mark.parametrize(("resolve", "leads"), PLACES)
def test_where_a_name_leads(resolve: dict[str, str], leads: str) -> None:
    name = "jupyter.map.example.org"
    assert Reach(resolve=resolve).address(name) == {"system": name}.get(leads, leads)
