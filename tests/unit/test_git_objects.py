"""A folder's commit without git: the ids are those that git gives, and depend on nothing but the files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from ansible.errors import AnsibleLookupError

from ansible_collections.mesoscale.map.plugins.lookup.folder_commit import LookupModule
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.git_objects import File, store
from ansible_collections.mesoscale.map.plugins.plugin_utils.collection_folder import ROOT, read_folder

FILES = [File("run.sh", b"#!/bin/sh\n", executable=True), File("a/b.txt", b"text\n"), File("a.txt", b"")]


def test_ids_are_those_of_git() -> None:
    # As `git hash-object` gives them for the empty file and for "text\n".
    objects = store(FILES).objects
    assert "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391" in objects
    assert "8e27be7d6154a1f68ea9160ef0e18691d20560dc" in objects


def test_the_commit_is_the_last_object_and_stays_what_it_was() -> None:
    folder = store(FILES)
    assert list(folder.objects)[-1] == folder.commit
    assert folder.commit == store(reversed(FILES)).commit == "2409db20a45d3cc7f57acc6731d25ab09b6929a2"


@pytest.mark.parametrize(
    "files",
    [
        [*FILES, File("more", b"")],
        [File("run.sh", b"#!/bin/sh\n"), *FILES[1:]],
        [FILES[0], File("a/c.txt", b"text\n"), FILES[2]],
        [*FILES[:2], File("a.txt", b"other")],
    ],
    ids=["one more", "not executable", "another name", "another content"],
)
def test_whatever_differs_gives_another_commit(files: list[File]) -> None:
    assert store(files).commit != store(FILES).commit


def lay_down(folder: Path) -> Path:
    (folder / "a").mkdir(parents=True)
    for file in FILES:
        (folder / file.path).write_bytes(file.content)
        (folder / file.path).chmod(0o755 if file.executable else 0o644)
    return folder


def test_a_folder_is_its_files_and_no_leftovers(tmp_path: Path) -> None:
    folder = lay_down(tmp_path / "one")
    for leftover in ("a/__pycache__/b.pyc", ".git/HEAD", "a/.mypy_cache/x", "c.pyc", ".b.txt.swp"):
        (folder / leftover).parent.mkdir(exist_ok=True)
        (folder / leftover).write_text("leftover")
    (folder / "empty").mkdir()
    os.utime(folder / "a.txt", (1, 1))
    assert sorted(read_folder(str(folder)), key=lambda file: file.path) == sorted(FILES, key=lambda file: file.path)
    assert LookupModule().run([str(folder)]) == [store(FILES).commit]
    shutil.copytree(folder, tmp_path / "two")
    assert LookupModule().run([str(tmp_path / "two")]) == [store(FILES).commit]


def test_a_folder_is_found_from_the_collections_root() -> None:
    assert read_folder("images/mysql") == read_folder(str(ROOT / "images/mysql")) != []


def test_what_is_no_such_folder_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(AnsibleLookupError, match=r"none isn't there\. Name one of the collection"):
        LookupModule().run(["none"])
    with pytest.raises(MapError, match="holds no file"):
        read_folder(str(tmp_path))
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(MapError, match="holds links"):
        read_folder(str(tmp_path))
    (tmp_path / "link").unlink()
    (tmp_path / "large").write_bytes(bytes(2_000_001))
    with pytest.raises(MapError, match="larger than"):
        read_folder(str(tmp_path))
