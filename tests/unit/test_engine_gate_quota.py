"""The gate before the engine: a volume has the quota that the settings name or none, and no other option with it."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
from gate.belongings import judge_found
from gate.policy import Rules, decide
from gate.settings import SettingsError
from gate.settings import read as read_settings

from tests.engine_gate import GIVEN, LABELS, RULES, SETTINGS, VOLUME

SIZE = {"size": "20971520"}
QUOTA = Rules(dataclasses.replace(SETTINGS, volume_bytes=20 << 20), RULES.images)
BESIDE = [{"type": "none"}, {"o": "bind"}, {"device": "/"}, {"Size": "20971520"}, {"other": ""}]


def judged(options: t.Any, rules: Rules = QUOTA) -> str | None:
    """Of a request for a new volume."""
    body = {"Name": VOLUME, "Driver": "local", "DriverOpts": options, "Labels": LABELS}
    return decide("POST", "/volumes/create", {}, body, rules)


def found(options: t.Any, rules: Rules = QUOTA) -> str | None:
    """Of a volume that the engine has."""
    shown = {"Name": VOLUME, "Driver": "local", "Options": options, "Labels": LABELS}
    return judge_found("volumes", shown, rules.settings)


@pytest.mark.parametrize("options", [None, {}, SIZE])
def test_the_settings_quota_or_none(options: dict[str, str] | None) -> None:
    assert judged(options) is None
    assert found(options) is None


def test_without_the_setting_no_quota_may_be_asked_for() -> None:
    assert judged(SIZE, RULES) == "DriverOpts must be empty"
    assert judged({"size": "0"}, RULES) == "DriverOpts must be empty"
    assert judged(None, RULES) is None


@pytest.mark.parametrize("options", [{**SIZE, **more} for more in BESIDE] + BESIDE)
def test_no_other_option(options: dict[str, str]) -> None:
    assert "DriverOpts must be" in str(judged(options))
    assert "has options" in str(found(options))


@pytest.mark.parametrize(
    "size", ["20971521", "1", "0", "-1", "", "20M", "20971520b", "020971520", "+20971520", "20971520\n", 20 << 20, None]
)
def test_no_other_size_may_be_asked_for(size: t.Any) -> None:
    assert "DriverOpts must be" in str(judged({"size": size}))


@pytest.mark.parametrize("options", ["size=20971520", ["size"], [SIZE], 1, True])
def test_options_are_an_object(options: t.Any) -> None:
    assert "DriverOpts must be" in str(judged(options))
    assert "has options" in str(found(options))


@pytest.mark.parametrize("rules", [RULES, QUOTA])
def test_a_volume_keeps_a_quota_of_older_settings(rules: Rules) -> None:
    assert found({"size": "1048576"}, rules) is None


@pytest.mark.parametrize("size", ["20M", "", "-1", "1\n", " 1", "1e9", "\u0663", 20 << 20, None, ["1"]])
def test_a_volume_s_size_is_made_of_digits(size: t.Any) -> None:
    assert "has options" in str(found({"size": size}))


@pytest.mark.parametrize("size", [-1, True, 1.5, "20G", "20971520", None])
def test_bad_settings_are_refused(size: t.Any) -> None:
    with pytest.raises(SettingsError, match="volume_bytes"):
        read_settings(json.dumps({**GIVEN, "volume_bytes": size}))


def test_the_setting_is_read() -> None:
    assert read_settings(json.dumps({**GIVEN, "volume_bytes": 20 << 20})) == QUOTA.settings
    assert read_settings(json.dumps(GIVEN)).volume_bytes == 0
