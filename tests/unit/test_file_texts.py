"""Files of a host: all in one read, and what is said of one that can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import file_texts


def wish(may_miss: bool = False, **files: str) -> dict[str, object]:
    return {"files": files, "may_miss": may_miss}


def test_all_are_read_and_empty_paths_left_out(tmp_path: Path) -> None:
    (tmp_path / "one.pem").write_text("ours\n")
    found = file_texts.run(wish(database=str(tmp_path / "one.pem"), aws=str(tmp_path / "one.pem"), github=""), False)
    assert (found["texts"], found["changed"], found["plan"]) == ({"database": "ours\n", "aws": "ours\n"}, False, [])


def test_one_that_is_missing_is_named_with_its_setting(tmp_path: Path) -> None:
    files = {"map_database_ca_file": str(tmp_path / "none.pem")}
    with pytest.raises(MapError, match=r"none.pem isn't on the host. Bring it there, or correct map_database_ca_file"):
        file_texts.run(wish(**files), False)
    assert file_texts.run(wish(**files), True)["texts"] == {}
    assert file_texts.run(wish(may_miss=True, **files), False)["texts"] == {}


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["a folder", "no text"])
def test_one_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.pem"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(MapError, match=r"bad.pem can't be read: .*\. Correct map_database_ca_file"):
        file_texts.run(wish(map_database_ca_file=str(path)), True)
