"""The layer: it counts a request, strikes it or not, applies the rules, and asks the emulator."""

from __future__ import annotations

import threading
import typing as t

from .recorder import Recorder
from .rules.base import Rule
from .strikes import Strikes
from .wire import Answer, RefusalError, Request, parse, read_answer, write_answer, write_error

Application = t.Callable[[dict[str, t.Any], t.Any], t.Iterable[bytes]]


class StrictAws:
    """A WSGI application in front of the emulator's."""

    def __init__(self, emulator: Application, rules: t.Iterable[type[Rule]]) -> None:
        self._emulator = emulator
        self._kinds = tuple(rules)
        self._lock = threading.RLock()
        self.recorder = Recorder()
        self.strikes = Strikes()
        self.forget()

    def forget(self) -> None:
        """Make all rules anew, without memory."""
        self._rules = [kind() for kind in self._kinds]

    def __call__(self, environ: dict[str, t.Any], start_response: t.Any) -> t.Iterable[bytes]:
        request = parse(environ)
        if request is None:
            return self._emulator(environ, start_response)
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        if self.recorder.paused:
            answer = self._judge(request)
        else:
            self.recorder.add(request)
            answer = self.strikes.handle(request, lambda: self._judge(request))
        headers = {**answer.headers, "Content-Length": str(len(answer.body))}
        start_response(f"{answer.status} X", list((answer.headers if is_head else headers).items()))
        return [b"" if is_head else answer.body]

    def _judge(self, request: Request) -> Answer:
        # One request at a time: the emulator and the rules need no locks of their own.
        with self._lock:
            rules = [rule for rule in self._rules if request.name in rule.operations]
            try:
                for rule in rules:
                    answer = rule.before(request)
                    if answer is not None:
                        return answer
            except RefusalError as refusal:
                return write_error(request, refusal)
            return self._answer(request, [rule for rule in rules if rule.changes_answers()])

    def _answer(self, request: Request, rules: list[Rule]) -> Answer:
        answer = self._ask(request)
        if answer.status >= 300 or not rules:
            return answer
        data = read_answer(request, answer)
        try:
            for rule in rules:
                rule.after(request, data)
        except RefusalError as refusal:
            return write_error(request, refusal)
        return write_answer(request, data)

    def _ask(self, request: Request) -> Answer:
        told: dict[str, t.Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: t.Any = None) -> t.Any:
            told.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

        body = b"".join(self._emulator(request.onward(), start))
        return Answer(told["status"], told["headers"], body)
