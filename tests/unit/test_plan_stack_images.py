"""Tags of images as tables, and which images are built and removed."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, Call, Change
from ansible_collections.mesoscale.map.plugins.module_utils.plans.stack_images import (
    Image,
    LocalImage,
    bases_of,
    build_changes,
    prune_changes,
    tags,
)

BASE = "map/debian:trixie-slim"
IMAGE = Image("web", {"Dockerfile": ("d1", False), "run.sh": ("r1", True)}, f"FROM {BASE}\n", {"A": "1"})
LOCAL = {BASE: LocalImage("sha256:base")}
TAG = tags([IMAGE], LOCAL)["map/web"]


def test_a_tag_is_twelve_hex_digits_and_stays() -> None:
    name, _, digits = TAG.partition(":")
    assert (name, len(digits), int(digits, 16) > 0) == ("map/web", 12, True)
    assert tags([dataclasses.replace(IMAGE)], dict(LOCAL))["map/web"] == TAG


@pytest.mark.parametrize(
    "change",
    [
        {"files": {**IMAGE.files, "run.sh": ("r2", True)}},
        {"files": {**IMAGE.files, "run.sh": ("r1", False)}},
        {"files": {**IMAGE.files, "more": ("m", False)}},
        {"arguments": {"A": "2"}},
        {"sources": (("/srv/sources/gui", "c0ffee", "gui"),)},
    ],
)
def test_whatever_goes_in_changes_the_tag(change: dict[str, t.Any]) -> None:
    assert tags([dataclasses.replace(IMAGE, **change)], LOCAL)["map/web"] != TAG


def test_a_source_counts_by_its_commit_and_not_by_its_place() -> None:
    def tag(*source: str) -> str:
        return tags([dataclasses.replace(IMAGE, sources=(source,))], LOCAL)["map/web"]

    one = tag("/srv/map/test/gui.git", "c0ffee", "gui")
    assert one == tag("/elsewhere", "c0ffee", "gui")
    assert len({one, tag("/elsewhere", "c0ffef", "gui"), tag("/elsewhere", "c0ffee", "app")}) == 3


def test_another_base_changes_the_tag_and_a_missing_one_hides_it() -> None:
    assert tags([IMAGE], {BASE: LocalImage("sha256:other")})["map/web"] not in (TAG, UNKNOWN)
    assert tags([IMAGE], {}) == {"map/web": f"map/web:{UNKNOWN}"}


def test_an_image_of_the_list_can_be_a_base() -> None:
    upper = Image("upper", {}, "ARG BASE\nFROM ${BASE}\n", {"BASE": "map/web"})
    changed = dataclasses.replace(IMAGE, arguments={"A": "2"})
    assert tags([IMAGE, upper], LOCAL)["map/upper"] != tags([changed, upper], LOCAL)["map/upper"]
    assert tags([IMAGE, upper], {})["map/upper"] == f"map/upper:{UNKNOWN}"


@pytest.mark.parametrize(
    ("dockerfile", "arguments", "bases"),
    [
        ("FROM debian", {}, ["debian"]),
        ("from --platform=linux/amd64 debian:13 AS build\nFROM build\nFROM scratch", {}, ["debian:13"]),
        ("ARG SUITE=trixie\nFROM map/debian:${SUITE}-slim", {}, ["map/debian:trixie-slim"]),
        ("ARG SUITE=trixie\nFROM map/debian:$SUITE", {"SUITE": "sid"}, ["map/debian:sid"]),
        ('ARG BASE="debian:13"\nFROM $BASE', {}, ["debian:13"]),
    ],
)
def test_bases(dockerfile: str, arguments: dict[str, str], bases: list[str]) -> None:
    assert bases_of(Image("x", {}, dockerfile, arguments), arguments) == bases


def built(action: t.Any, before: str | None, after: str) -> Change:
    return Change("containers", action, "image map/web", before, after, Call("build", {"name": "web"}))


OLDER = {f"map/web:{n}": LocalImage(f"sha256:{n}", created=n) for n in (1, 2, 3)}


@pytest.mark.parametrize(
    ("local", "changes"),
    [
        pytest.param(LOCAL, [built("create", None, TAG)], id="first"),
        pytest.param({**LOCAL, TAG: LocalImage("sha256:web")}, [], id="there"),
        pytest.param({**LOCAL, **OLDER}, [built("update", "map/web:3", TAG)], id="another than before"),
        pytest.param({}, [built("create", None, UNKNOWN)], id="the base isn't there yet"),
    ],
)
def test_builds(local: dict[str, LocalImage], changes: list[Change]) -> None:
    assert list(build_changes([IMAGE], local)) == changes


def removed(name: str) -> Change:
    return Change("containers", "remove", f"image {name}", name, None, Call("remove_image", {"name": name}))


@pytest.mark.parametrize(
    ("local", "changes"),
    [
        pytest.param({**LOCAL, **OLDER}, [removed("map/web:1")], id="the new one and the last two are kept"),
        pytest.param({**LOCAL, **OLDER, TAG: LocalImage("w", 9)}, [], id="none when nothing is new"),
        pytest.param({**OLDER}, [removed("map/web:1")], id="the same while the tag isn't known"),
        pytest.param(
            {**LOCAL, **OLDER, "map/web:1": LocalImage("sha256:1", 1, used=True)}, [], id="not one that others use"
        ),
        pytest.param({**LOCAL, "map/webgui:1": LocalImage("x", 1), **OLDER}, [removed("map/web:1")], id="only ours"),
    ],
)
def test_old_images_go(local: dict[str, LocalImage], changes: list[Change]) -> None:
    assert list(prune_changes([IMAGE], local)) == changes
