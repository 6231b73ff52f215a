"""What a rule is."""

from __future__ import annotations

import typing as t

from ..wire import Answer, Request


class Rule:
    """One thing that AWS does and the emulator does not.

    operations: the requests it looks at, as "service Operation". Its memory is gone after a reset of the world,
    for then a new one is made. Its docstring says what AWS does and where that is written.
    """

    operations: frozenset[str] = frozenset()

    def before(self, request: Request) -> Answer | None:
        """Raise RefusalError, change the request, answer in the emulator's place, or let it pass (None)."""

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        """Change a good answer, as data in boto3's shape, in place."""

    @classmethod
    def changes_answers(cls) -> bool:
        return cls.after is not Rule.after
