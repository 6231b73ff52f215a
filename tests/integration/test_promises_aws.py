"""What operators are promised of the AWS part when things go wrong, with the figures of the promises."""

from __future__ import annotations

import collections.abc
import functools
import os
import statistics
import typing as t

import pytest

from tests.strict_aws.children import Child, in_parallel
from tests.strict_aws.strikes import Kind

from .aws_part import ALWAYS, HASTE, RECORDS, AwsPart, Clean, Params, Run, clean, explore, taken_away

CORES = os.cpu_count() or 2
SEEDS = (1, 2, 3)
T = t.TypeVar("T")


def alone(work: collections.abc.Callable[[], T]) -> T:
    """The value of work in a process of its own, whose emulator nobody else uses."""
    end = Child(work).go().end()
    assert end.error is None, end.error
    return t.cast("T", end.value)


@pytest.fixture(scope="session")
def undisturbed() -> Clean:
    return alone(clean)


# R1: struck at any call, one re-run converges; then nothing is left to do.


# Each kind strikes other requests, so that together they strike every eighth; and each of them all, in more time.
KINDS: tuple[Kind, ...] = ("kill-before", "kill-after", "lost", "throttle", "error500")
SOME = [(kind, 8 * number - 7, 8 * len(KINDS)) for number, kind in enumerate(KINDS, 1)]
ALL_OF_THEM = [pytest.param(kind, 1, 1, marks=pytest.mark.endurance) for kind in KINDS]


@pytest.mark.parametrize(("kind", "first", "step"), [*SOME, *ALL_OF_THEM])
def test_struck_at_any_call_the_next_run_converges(undisturbed: Clean, kind: Kind, first: int, step: int) -> None:
    wrong = alone(lambda: explore(kind, undisturbed, CORES, first, step))
    assert wrong == [], "\n".join(wrong)


# R4: no false success.


def test_a_denied_call_fails_the_run_and_is_named(undisturbed: Clean) -> None:
    wrong = alone(lambda: explore("denied", undisturbed, CORES))
    assert wrong == [], "\n".join(wrong)


# R2, R8, and the budget of a run that has nothing to do.


def three_runs() -> tuple[Run, Run, Run]:
    part = AwsPart()
    with part.server:
        return part.run(), part.run(), part.run(ALWAYS)


def test_a_second_run_asks_little_and_changes_nothing() -> None:
    first, second, without_names = alone(three_runs)
    assert (first.error, second.error, without_names.error) == (None, None, None)
    assert first.plan != []
    assert (second.plan, second.writes) == ([], [])
    assert len(second.requests) <= 45
    assert len(without_names.requests) <= 40


# R6: check mode tells the truth.

# What someone did by hand: each makes one difference, in each module's domain.
DRIFT: dict[str, Params] = {
    "s3_buckets": {"noncurrent_days": 60, "deny_insecure_transport": False},
    "iam_keys": {"report_location": "report/v3"},
    "ec2_host": {"admin_networks": ["192.0.2.0/24"], "termination_protection": False},
    "rds_parameter_group": {"parameters": {"wait_timeout": 7200}},
    "rds_instance": {"backup_days": 3, "client_networks": ["192.0.2.0/24"]},
    "dns_records": {"records": [{**record, "ttl": 60} for record in RECORDS]},
}


def checked_and_applied(prepare: collections.abc.Sequence[dict[str, Params]]) -> tuple[Run, Run, dict[str, str]]:
    """A check and a run, after runs with other wishes; and what the check changed, which must be nothing."""
    part = AwsPart()
    with part.server:
        for changed in prepare:
            run = part.run(**changed)
            assert run.error is None, run.error
        before = part.snapshot()
        check = part.run(check=True)
        after = part.snapshot()
        moved = {name: text for name, text in after.items() if before[name] != text}
        return check, part.run(), moved


@pytest.mark.parametrize(
    ("prepare", "changes"),
    [([], True), ([DRIFT], True), ([{}], False)],
    ids=["empty", "drifted", "converged"],
)
def test_a_check_predicts_exactly_what_is_applied(prepare: list[dict[str, Params]], changes: bool) -> None:
    check, applied, moved = alone(functools.partial(checked_and_applied, prepare))
    assert (check.error, applied.error) == (None, None)
    assert (check.writes, moved) == ([], {})
    assert bool(applied.plan) is changes
    assert set(check.plan) == set(applied.plan)


# R8: nothing is lost.


def runs_of_all_kinds() -> list[Run]:
    """A first run, wishes changed and back, and a key that nobody has the secret of."""
    part = AwsPart()
    with part.server:
        key_unstored = part.struck(6, "kill-before", [1])
        assert part.server.strikes.struck == "ssm PutParameter"
        part.server.strikes.reset()
        return [key_unstored, part.run(), part.run(**DRIFT), part.run()]


def test_no_run_deletes_anything_but_what_is_listed_with_a_reason() -> None:
    struck, *runs = alone(runs_of_all_kinds)
    assert struck.killed
    for run in runs:
        assert run.error is None, run.error
        assert taken_away(run) == []
    assert "iam DeleteAccessKey" in runs[0].writes


# R3: rides out throttling.


def timed(seed: int | None) -> Run:
    part = AwsPart(haste=1)
    with part.server:
        if seed is not None:
            part.server.strikes.throttle_share(0.3, seed)
        return part.run(ALWAYS)


def test_a_third_of_all_calls_throttled_takes_three_times_as_long_at_most() -> None:
    """Both run at the same time, so that they have the same machine; it is noisy, so the middle of the seeds counts."""
    ratios = [throttled_ratio(seed) for seed in SEEDS]
    assert statistics.median(ratios) <= 3, ratios


def throttled_ratio(seed: int) -> float:
    """How much longer a run takes in which a third of the calls is throttled; both runs must end well."""
    throttled, undisturbed = in_parallel([functools.partial(timed, seed), functools.partial(timed, None)], 2)
    assert (throttled.error, undisturbed.error) == (None, None)
    assert (throttled.value.error, undisturbed.value.error) == (None, None)
    assert len(throttled.value.requests) > len(undisturbed.value.requests)
    return float(throttled.value.seconds / undisturbed.value.seconds)


def throttled_for_ever(name: str) -> Run:
    part = AwsPart(haste=1 if name == "sts GetCallerIdentity" else HASTE)
    with part.server:
        part.server.strikes.throttle_forever(name)
        return part.run()


@pytest.mark.parametrize(
    "names",
    [
        ["sts GetCallerIdentity", "s3 PutBucketVersioning", "ec2 RunInstances"],
        pytest.param(["rds CreateDBInstance", "route53 ChangeResourceRecordSets"], marks=pytest.mark.endurance),
    ],
    ids=lambda names: names[0],
)
def test_throttled_for_ever_ends_in_time_and_names_the_call(names: list[str]) -> None:
    for name, end in zip(names, in_parallel([functools.partial(throttled_for_ever, n) for n in names], 2), strict=True):
        assert end.error is None, end.error
        assert end.value.seconds < 600
        service, operation = name.split()
        assert f"{service} {operation}: " in end.value.error
        assert "AWS is busy" in end.value.error
