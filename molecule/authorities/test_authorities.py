"""The host has the certificates of the authority of its stand-ins."""

from __future__ import annotations

import typing as t
from pathlib import Path

from tests import stand_ins
from tests.rehearsal import Rehearsal


def test_the_host_has_what_this_machine_has(rehearsal: Rehearsal, host: t.Any) -> None:
    for name in ("stand-ins.pem", "molecule.pem"):
        file = host.file(f"/srv/map/rehearsal/authorities/{name}")
        assert file.content_string == Path(stand_ins.ca_file(rehearsal)).read_text()
        assert (file.user, file.mode) == ("root", 0o444)
