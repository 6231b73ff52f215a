"""What operators are promised of the AWS part when things go wrong."""

from __future__ import annotations

import os

import pytest

from tests.strict_aws.children import Child
from tests.strict_aws.strikes import Kind

from .aws_part import Clean, clean, explore

AT_ONCE = max(2, os.cpu_count() or 2)


@pytest.fixture(scope="session")
def undisturbed() -> Clean:
    end = Child(clean).go().end()
    assert end.error is None, end.error
    return end.value


@pytest.mark.parametrize("kind", ["kill-before", "kill-after", "lost", "throttle", "error500"])
def test_struck_at_any_call_the_next_run_converges(undisturbed: Clean, kind: Kind) -> None:
    end = Child(lambda: explore(kind, undisturbed, AT_ONCE)).go().end()
    assert end.error is None, end.error
    assert end.value == [], "\n".join(end.value)


def test_a_denied_call_is_never_a_success(undisturbed: Clean) -> None:
    end = Child(lambda: explore("denied", undisturbed, AT_ONCE)).go().end()
    assert end.error is None, end.error
    assert end.value == [], "\n".join(end.value)
