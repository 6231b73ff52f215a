"""Plans of base_images, and the mirror in apt's sources, as tables."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.apt_sources import Mirror, find_mirror
from ansible_collections.mesoscale.map.plugins.module_utils.plans.base_images import Wanted, plan

WANTED = Wanted(["trixie", "sid"], {"00-lab.crt": b"a"})
MARK = WANTED.mark
TRIXIE, SID = "map/debian:trixie-slim", "map/debian:sid-slim"


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        ({TRIXIE: MARK, SID: MARK}, []),
        ({}, [("create", TRIXIE), ("create", SID)]),
        ({TRIXIE: MARK}, [("create", SID)]),
        ({TRIXIE: "", SID: MARK}, [("update", TRIXIE)]),
        (
            {TRIXIE: Wanted([], {}).mark, SID: Wanted([], {"00-lab.crt": b"b"}).mark},
            [("update", TRIXIE), ("update", SID)],
        ),
    ],
)
def test_plan(actual: dict[str, str], changes: list[tuple[str, str]]) -> None:
    assert [(change.action, change.target.removeprefix("image ")) for change in plan(actual, WANTED)] == changes


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(MapError) as caught:
        plan({}, Wanted(["potato"], {}, ["/etc/lab.crt"]))
    assert caught.value.problems == (
        "The CA file '/etc/lab.crt' isn't there. Correct docker_extra_ca_files.",
        "Debian has no suite 'potato' that we know. Choose among bullseye, bookworm, trixie, forky, sid.",
    )


STANZAS = """\
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian/
# between
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/security
Suites:
 bookworm-security
Components: main
"""
OURS = Mirror("http://mirror.example/debian", "http://mirror.example/security")
OTHERS = "deb https://vendor.example/debian bookworm stable\ndeb https://vendor.example/sql bookworm-pgdg main\n"


@pytest.mark.parametrize(
    ("texts", "mirror"),
    [
        ({"debian.sources": STANZAS}, OURS),
        ({"a.list": OTHERS, "debian.sources": STANZAS}, OURS),
        (
            {"a.list": "deb [arch=amd64 signed-by=/k] http://m.example/d bookworm main # x\ndeb-src http://s sid main"},
            Mirror("http://m.example/d"),
        ),
        ({"a.list": "# deb http://m.example/d bookworm main\n" + OTHERS}, None),
        ({"debian.sources": STANZAS.replace("Types", "Enabled: no\nTypes")}, None),
        ({"debian.sources": STANZAS.replace("Types: deb deb-src", "Types: deb-src")}, None),
        ({}, None),
    ],
)
def test_find_mirror(texts: dict[str, str], mirror: Mirror | None) -> None:
    assert find_mirror(texts, ["bookworm", "stable"]) == mirror


def test_lines_of_another_suite() -> None:
    mirror = Mirror("http://m", "http://s")
    assert mirror.lines("sid") == ["deb http://m sid main"]
    assert mirror.lines("trixie") == [
        "deb http://m trixie main",
        "deb http://m trixie-updates main",
        "deb http://s trixie-security main",
    ]
    assert Mirror("http://m").lines("trixie")[2:] == []
