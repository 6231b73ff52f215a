"""images/worker: when a process that is told to end does so."""

from __future__ import annotations

import os
import signal
import typing as t

import pytest

from images.worker.map_worker.drain import Drain


@pytest.fixture
def drain() -> t.Iterator[Drain]:
    """One that listens, without leaving its handlers behind."""
    install, before = signal.signal, {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    made = Drain()
    made.listen()
    yield made
    signal.signal = install  # type: ignore[assignment]
    for number, handler in before.items():
        signal.signal(number, handler)


def ask(number: int = signal.SIGTERM) -> None:
    os.kill(os.getpid(), number)


def ends(action: t.Callable[[], object]) -> bool:
    try:
        action()
    except SystemExit as end:
        return end.code == 0
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_idle_it_ends_at_once(drain: Drain, number: int) -> None:
    assert not ends(drain.checkpoint)
    assert ends(lambda: ask(number))


def test_it_ends_with_the_last_thing_that_is_held(drain: Drain, capfd: pytest.CaptureFixture[str]) -> None:
    drain.hold("job")
    assert not ends(ask)
    assert "SIGTERM: ends when this has ended: job." in capfd.readouterr().err
    assert not ends(lambda: drain.hold("transaction"))
    assert not ends(lambda: drain.let_go("transaction"))
    assert ends(lambda: drain.let_go("job"))


def test_nothing_new_is_begun(drain: Drain) -> None:
    drain.wanted = True
    assert ends(lambda: drain.hold("job"))
    assert drain.held == {}


def test_what_ends_in_an_error_lets_the_error_pass(drain: Drain) -> None:
    drain.hold("job")
    ask()
    assert not ends(lambda: drain.release("job"))
    assert ends(drain.checkpoint)


def test_some_things_may_be_interrupted_at_times(drain: Drain) -> None:
    drain.hold("deletion")
    ask()
    assert ends(lambda: drain.checkpoint(but={"deletion"}))
    drain.held["job"] = None
    assert not ends(lambda: drain.checkpoint(but={"deletion"}))


def test_no_library_takes_sigterm_over(drain: Drain) -> None:
    ours = signal.getsignal(signal.SIGTERM)
    assert signal.signal(signal.SIGTERM, signal.SIG_IGN) == ours
    assert signal.getsignal(signal.SIGTERM) == ours
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    assert signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN
