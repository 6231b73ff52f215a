"""images/stage-pruner: which files of a stage go, as tables; and what a round of the pruner leaves."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from pruner.prune import File, choose, find, main, prune

DAY, HOUR, MEBIBYTE = 86400.0, 3600.0, 1024 * 1024
NOW = 1_000_000_000.0


def file(path: str, age: float, mebibytes: int = 1) -> File:
    return File(path, NOW - age, mebibytes * MEBIBYTE)


@pytest.mark.parametrize(
    ("files", "most_mebibytes", "chosen"),
    [
        ([], 10, ""),
        ([file("a", DAY), file("b", 2 * DAY)], 10, ""),
        ([file("a", 8 * DAY), file("b", DAY), file("c", 9 * DAY)], 10, "ca"),
        ([file("a", 3 * DAY), file("b", DAY), file("c", 2 * DAY)], 1, "ac"),
        ([file("a", 3 * DAY, 5), file("b", DAY, 5), file("c", 2 * DAY, 5)], 10, "a"),
        ([file("a", DAY), file("b", 8 * DAY), file("c", 2 * DAY)], 1, "bc"),
        ([file("a", HOUR - 1, 50), file("b", HOUR + 1, 1)], 10, "b"),
        ([file("a", HOUR - 1, 50), file("b", 60, 50)], 10, ""),
        ([file("a", -DAY, 50)], 10, ""),
    ],
    ids=["none", "fits", "old", "much", "just enough", "old and much", "young stays", "all young", "of the future"],
)
def test_the_oldest_go_first_and_young_ones_never(files: list[File], most_mebibytes: int, chosen: str) -> None:
    found = choose(files, NOW, 7 * DAY, most_mebibytes * MEBIBYTE)
    assert "".join(one.path for one in found) == chosen


def put(path: Path, age: float, size: int = MEBIBYTE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    os.utime(path, (time.time() - age,) * 2)


def test_a_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage, elsewhere = tmp_path / "stage", tmp_path / "elsewhere"
    put(elsewhere / "kept", 30 * DAY)
    put(stage / "old/figure.png", 30 * DAY)
    put(stage / "new/figure.png", 60)
    (stage / "link").symlink_to(elsewhere)
    os.utime(stage / "old", (time.time() - 30 * DAY,) * 2)
    assert prune(str(stage), 7 * DAY, 100 * MEBIBYTE)
    assert [one.path for one in find(str(stage))] == [str(stage / "new/figure.png")]
    assert (elsewhere / "kept").exists()
    said = f"{stage}: removed 1 files, 1.0 MiB; 1 files stay, 1.0 MiB.\n"
    assert capsys.readouterr().out == said
    assert prune(str(stage), 7 * DAY, 0.5 * MEBIBYTE)
    assert "above 0.5 MiB, but none of them may go yet" in capsys.readouterr().out


def test_a_folder_left_empty_goes_once_it_is_old(tmp_path: Path) -> None:
    for name, age in (("old", 2 * HOUR), ("young", 60.0)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    prune(str(tmp_path), DAY, MEBIBYTE)
    assert [path.name for path in tmp_path.iterdir()] == ["young"]


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 64), (["{}", "--max-age-days", "0"], 64), (["{}/nowhere", "--once"], 66), (["{}", "--once"], 0)],
)
def test_exit_codes(tmp_path: Path, words: list[str], code: int) -> None:
    assert main([word.format(tmp_path) for word in words]) == code


def test_nothing_is_removed_from_what_is_or_was_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figure = tmp_path / "old/figure.png"
    put(figure, 300 * DAY)
    assert main([str(tmp_path), "--store", "--once"]) == 0
    assert main([str(tmp_path), "--once", "--max-mebibytes", "0.1"]) == 78
    assert f"{tmp_path} is the store of figures itself, as .map-store in it says" in capsys.readouterr().err
    assert figure.exists()
