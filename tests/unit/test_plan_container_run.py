"""Whether a container still has to run; and what its output may show."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.scrub import scrub
from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change
from ansible_collections.mesoscale.map.plugins.module_utils.plans.container_run import Ended, Run, plan

RUN = Run("test", "check", "map/worker:0123", ("python", "check.py"))


def test_it_runs_once() -> None:
    after = {"image": "map/worker:0123", "command": ["python", "check.py"]}
    expected = Change("containers", "create", "container map-test-run-check: run once", None, after, Call("run"))
    assert plan(None, RUN) == [expected]
    assert plan(Ended(0), RUN) == []
    assert plan(Ended(3), RUN) == []


@pytest.mark.parametrize(
    ("text", "secrets", "expected"),
    [
        ("it says hunter22!", {"hunter22"}, "it says ********!"),
        ('{"p": "a\\"quoted\\\\one"}', {'a"quoted\\one'}, '{"p": "********"}'),
        ("longer-secret and secret", {"secret", "longer-secret"}, "******** and ********"),
        ("a word of five", {"of", "five", ""}, "a word of five"),
    ],
)
def test_output_shows_no_secret(text: str, secrets: set[str], expected: str) -> None:
    assert scrub(text, secrets) == expected
