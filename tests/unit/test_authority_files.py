"""Certificates that hosts are to get: where they are looked for, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.errors import AnsibleLookupError

from ansible_collections.mesoscale.map.plugins.lookup.authority_files import _path, _read


@pytest.mark.parametrize("joined", [False, True], ids=["in the inventory", "joined during the run"])
def test_a_path_that_is_not_whole_is_in_the_environments_folder(tmp_path: Path, joined: bool) -> None:
    of_host = {"inventory_dir": None if joined else str(tmp_path)}
    variables = {**of_host, "hostvars": {"localhost": {"inventory_dir": str(tmp_path)}}}
    assert _path("rds.pem", variables) == tmp_path / "rds.pem"
    assert _path("/etc/rds.pem", variables) == Path("/etc/rds.pem")
    assert _path("~/rds.pem", variables) == Path.home() / "rds.pem"


def test_without_an_environment_that_is_said() -> None:
    with pytest.raises(AnsibleLookupError, match="No environment is chosen"):
        _path("rds.pem", {})


def test_what_is_missing_or_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_text("a letter")
    with pytest.raises(AnsibleLookupError, match=r"none\.pem isn't on this machine, .* Put it there"):
        _read(tmp_path / "none.pem", planned=False)
    with pytest.raises(AnsibleLookupError, match=r"other\.pem holds no certificate"):
        _read(tmp_path / "other.pem", planned=False)
    assert _read(tmp_path / "none.pem", planned=True) == "(known after apply)"
