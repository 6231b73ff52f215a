"""What is said of settings of the names in Route 53."""

from __future__ import annotations

import typing as t

import pytest

from tests.unit.settings_given import judge


@pytest.mark.parametrize(
    "good",
    [
        {},
        {"dns_manage": True},
        {"dns_manage": True, "dns_zone": "example.org"},
        {"dns_zone": "map.example.org."},
        {"dns_zone": "Z0123456789ABC"},
        {"dns_ttl_seconds": 30},
        {"map_domain": "map.internal"},
    ],
)
def test_good_settings(good: dict[str, t.Any]) -> None:
    assert judge(**good) == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (
            {"dns_manage": True, "map_domain": "map.internal"},
            "nobody outside can ever find a name under map.internal",
        ),
        ({"dns_zone": "example.com"}, "dns_zone is 'example.com', which can't hold the names under map.example.org"),
        ({"dns_zone": "ap.example.org"}, "dns_zone is 'ap.example.org'"),
        ({"dns_ttl_seconds": 0}, "dns_ttl_seconds is 0, which is too short"),
        ({"dns_ttl_seconds": 90000}, "dns_ttl_seconds is 90000, which is too long"),
    ],
)
def test_wrong_settings(wrong: dict[str, t.Any], complaint: str) -> None:
    (problem,) = judge(**wrong)
    assert complaint in problem
