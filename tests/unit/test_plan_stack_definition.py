"""From a role's definition to compose's file."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
import yaml

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans import stack_definition
from ansible_collections.mesoscale.map.plugins.module_utils.plans.config_files import WantedFile
from ansible_collections.mesoscale.map.plugins.module_utils.plans.stack_definition import Stack

STACK = Stack("test", "demo", "/srv/map/test/demo")
LABELS = {"map.environment": "test", "map.stack": "demo"}
FILES = [
    WantedFile("/srv/map/test/demo/web.conf", "1", "0444", "0:0", "x"),
    WantedFile("/srv/map/test/demo/secrets/token", "2", "0400", "0:0", None),
    WantedFile("/srv/map/test/demo/people/list", "3", "0444", "0:0", "x", live=True),
]


def complete(definition: dict[str, t.Any], files: list[WantedFile] = FILES, key: str = "k") -> dict[str, t.Any]:
    return stack_definition.complete(STACK, definition, {"map/web": "map/web:0123456789ab"}, files, key)


def label(service: dict[str, t.Any], files: list[WantedFile] = FILES, key: str = "k", **more: t.Any) -> str | None:
    """The hash of what the service mounts."""
    given = {"services": {"web": {"image": "x", **service}}, **more}
    return complete(given, files, key)["services"]["web"]["labels"].get("map.config")


def test_names_labels_and_external_belongings() -> None:
    given = {
        "services": {
            "web": {"image": "map/web", "labels": {"a": "b"}, "environment": {"CHILD": "map/web", "P": "a$b"}}
        },
        "volumes": {"data": {}, "others": {"external": True, "name": "others"}},
        "networks": {"back": {"internal": True}, "hub": {"external": True, "name": "hub"}},
    }
    assert complete(given) == {
        "name": "map-test-demo",
        "services": {
            "web": {
                "image": "map/web:0123456789ab",
                "labels": {"a": "b", **LABELS},
                "environment": {"CHILD": "map/web:0123456789ab", "P": "a$$b"},
            }
        },
        "networks": {
            "default": {"name": "map-test", "external": True},
            "back": {"name": "map-test-demo-back", "external": True},
            "hub": {"external": True, "name": "hub"},
        },
        "volumes": {
            "data": {"name": "map-test-demo-data", "external": True},
            "others": {"external": True, "name": "others"},
        },
    }
    assert stack_definition.own_volumes(STACK, given) == {"data": "map-test-demo-data"}
    assert stack_definition.own_networks(STACK, given) == {"map-test-demo-back": {"internal": True}}


@pytest.mark.parametrize(
    ("service", "more"),
    [
        ({"volumes": ["./web.conf:/etc/web.conf:ro"]}, {}),
        ({"volumes": ["/srv/map/test/demo/web.conf:/etc/web.conf"]}, {}),
        ({"volumes": [{"type": "bind", "source": "./web.conf", "target": "/x"}]}, {}),
        ({"configs": ["c"]}, {"configs": {"c": {"file": "./web.conf"}}}),
        ({"secrets": [{"source": "c", "target": "x"}]}, {"secrets": {"c": {"file": "web.conf"}}}),
    ],
)
def test_a_service_carries_the_hash_of_what_it_mounts(service: dict[str, t.Any], more: dict[str, t.Any]) -> None:
    changed = [WantedFile("/srv/map/test/demo/web.conf", "changed", "0444", "0:0", "x"), *FILES[1:]]
    other = [FILES[0], WantedFile("/srv/map/test/demo/secrets/token", "changed", "0400", "0:0", None)]
    before = label(service, **more)
    assert before
    assert label(service, changed, **more) != before
    assert label(service, other, **more) == before
    assert label(service, key="another key", **more) != before


@pytest.mark.parametrize("volume", ["web.conf:/x", "data:/web.conf", "./people:/people", "/srv/map/test/demo/web:/x"])
def test_a_service_that_mounts_no_file_of_the_stack_carries_none(volume: str) -> None:
    assert label({"volumes": [volume]}) is None


def test_a_mounted_folder_counts_with_what_is_in_it() -> None:
    assert label({"volumes": ["./secrets:/secrets:ro"]}) is not None


def test_with_a_key_that_is_only_planned_it_is_unknown() -> None:
    assert label({"volumes": ["./web.conf:/web.conf:ro"]}, key="planned-0123456789abcdef01234567") == UNKNOWN


def test_what_mounts_an_unknown_file_is_unknown_itself() -> None:
    files = [FILES[0], dataclasses.replace(FILES[1], digest=UNKNOWN)]
    assert label({"volumes": ["./secrets/token:/token:ro"]}, files) == UNKNOWN
    assert label({"volumes": ["./web.conf:/web.conf:ro"]}, files) == label({"volumes": ["./web.conf:/web.conf:ro"]})


def test_a_stack_of_images_alone_needs_no_services() -> None:
    stack_definition.check({}, ["an image"])
    assert complete({})["services"] == {}
    with pytest.raises(MapError, match="has no services"):
        stack_definition.check({"volumes": {"data": {}}}, ["an image"])


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        ({}, "The definition has no services. Name at least one."),
        (
            {"services": {"a": {"image": "x", "build": "."}}},
            "The service 'a' uses 'build', which the plan can't show. "
            "List the image in images, and name it here as image: map/<name>.",
        ),
        (
            {"services": {"a": {"image": "x", "env_file": ".env"}}},
            "The service 'a' uses 'env_file', which the plan can't show. "
            "Write plain settings under environment, and mount secrets as files.",
        ),
        ({"services": {"a": {}}}, "The service 'a' has no image. Name one."),
        (
            {"services": {"a": {"image": "x", "labels": ["a=b"]}}},
            "The labels of the service 'a' are a list. Write them as names and values.",
        ),
        (
            {"services": {"a": {"image": "x"}}, "name": "mine"},
            "The definition has 'name', which is not its own to say. Leave it out.",
        ),
    ],
)
def test_what_escapes_the_plan_is_refused(definition: dict[str, t.Any], problem: str) -> None:
    with pytest.raises(MapError) as caught:
        stack_definition.check(definition)
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    "value",
    [
        {"a": "yes", "b": "1", "c": 'qu"ote', "d": "line\nbreak", "e": "a: b # c", "n": "no", "é": "ü"},
        {"list": [1, "1", True, None, [], {}], "deep": [{"a": [1, {"b": "c"}]}], "map.label": "x", "empty": {}},
        {"yes": "key", "on": 1, "null": 2},
    ],
)
def test_yaml_says_the_same(value: dict[str, t.Any]) -> None:
    assert yaml.safe_load(stack_definition.to_yaml(value)) == value
