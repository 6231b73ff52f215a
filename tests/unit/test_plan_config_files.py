"""Plans of config_files as tables: (wanted, actual) -> changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.config_files import (
    ActualFile,
    WantedFile,
    keyed_digest,
    plan,
)

PATH = "/srv/map/test/demo/web.conf"
PLAIN = WantedFile(PATH, "new", "0444", "0:0", "b = 2\n")
SECRET = WantedFile(PATH, "new", "0400", "1000:1000", None)
THERE = ActualFile("file", "new", "0444", "0:0", "b = 2\n")


def write(file: WantedFile, action: t.Any, before: t.Any, after: t.Any) -> Change:
    call = Call("write_file", {"path": PATH, "mode": file.mode, "owner": file.owner})
    return Change("files", action, f"file {PATH}", before, after, call)


def rights(file: WantedFile, before: dict[str, str], after: dict[str, str]) -> Change:
    call = Call("set_rights", {"path": PATH, "mode": file.mode, "owner": file.owner})
    return Change("files", "update", f"file {PATH}: rights", before, after, call)


LEFTOVER = Change(
    "files",
    "remove",
    f"file {PATH}: copy of an interrupted run",
    "unfinished copy",
    None,
    Call("remove_leftover", {"path": PATH}),
)


@pytest.mark.parametrize(
    ("wanted", "actual", "changes"),
    [
        pytest.param(PLAIN, THERE, [], id="nothing to do"),
        pytest.param(PLAIN, ActualFile(), [write(PLAIN, "create", None, "b = 2\n")], id="absent"),
        pytest.param(SECRET, ActualFile(), [write(SECRET, "create", None, "(new secret)")], id="absent secret"),
        pytest.param(
            PLAIN,
            ActualFile("file", "old", "0444", "0:0", "b = 1\n"),
            [write(PLAIN, "update", "b = 1\n", "b = 2\n")],
            id="another content",
        ),
        pytest.param(
            PLAIN,
            ActualFile("file", "old", "0400", "0:0", None),
            [write(PLAIN, "update", "(secret)", "b = 2\n")],
            id="what was a secret isn't shown when the file becomes plain",
        ),
        pytest.param(
            SECRET,
            ActualFile("file", "old", "0400", "1000:1000", None),
            [write(SECRET, "update", "(secret)", "(another secret)")],
            id="another secret",
        ),
        pytest.param(
            SECRET,
            ActualFile("file", "old", "0644", "1000:1000", "password = 1\n"),
            [write(SECRET, "update", "(secret)", "(another secret)")],
            id="a secret that somebody made readable isn't shown",
        ),
        pytest.param(
            PLAIN,
            ActualFile("file", "new", "0644", "33:33", "b = 2\n"),
            [rights(PLAIN, {"mode": "0644", "owner": "33:33"}, {"mode": "0444", "owner": "0:0"})],
            id="other rights",
        ),
        pytest.param(
            WantedFile(PATH, "new", "0444", "", "b = 2\n"),
            ActualFile("file", "new", "0444", "33:33", "b = 2\n"),
            [],
            id="any owner will do",
        ),
        pytest.param(
            dataclasses.replace(SECRET, digest=UNKNOWN),
            ActualFile("file", "old", "0400", "1000:1000", None),
            [write(SECRET, "update", "(secret)", "(another secret)")],
            id="a secret that is only planned",
        ),
        pytest.param(PLAIN, ActualFile("other"), [write(PLAIN, "update", "(secret)", "b = 2\n")], id="a link"),
        pytest.param(
            PLAIN,
            ActualFile("file", "new", "0444", "0:0", "b = 2\n", leftover=True),
            [LEFTOVER],
            id="a killed run left its copy",
        ),
    ],
)
def test_plan(wanted: WantedFile, actual: ActualFile, changes: list[Change]) -> None:
    assert plan({PATH: actual}, [wanted]) == changes


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(MapError) as caught:
        plan({PATH: ActualFile("directory")}, [PLAIN, PLAIN])
    assert caught.value.problems == (
        f"The file {PATH} is wanted twice. Keep one of the two.",
        f"{PATH} is wanted as a file, but is a folder. Move the folder away, or choose another path.",
        f"{PATH} is wanted as a file, but is a folder. Move the folder away, or choose another path.",
    )


def test_a_digest_needs_the_key() -> None:
    assert keyed_digest("one key", b"secret") == keyed_digest("one key", b"secret")
    assert keyed_digest("one key", b"secret") != keyed_digest("another key", b"secret")
