"""What the parts of the client of cloud_remains share."""

from __future__ import annotations

import datetime
import typing as t

from ..plan import MapError
from ..plans.cloud_remains import Thing, final_name
from .aws import Aws

Item = dict[str, t.Any]
MINUTE = 60.0
UNUSED = 10 * MINUTE
"""How long to wait until nothing uses a thing any more; AWS says so late."""
COPIED = 240 * MINUTE
"""How long to wait for a last copy; the first one of a large disk takes hours."""


class Remains:
    """One environment in one account. final: what the last copies that this run makes are called, as no others are."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._environment = aws.environment
        self._prefix = f"map-{aws.environment}-"
        # RDS keeps names in small letters.
        self.final = final_name(aws.environment, f"{datetime.datetime.now(datetime.UTC):%Y%m%dt%H%M%Sz}")

    def _tagged(self, tags: list[dict[str, str]] | None) -> bool:
        return {"Key": "map:environment", "Value": self._environment} in (tags or [])

    def _named(self, kind: str, name: str, id: str, tags: list[dict[str, str]] | None) -> list[Thing]:  # noqa: A002
        """A thing that is known by its name: none if it isn't named like ours."""
        return [Thing(kind, name, id, ours=self._tagged(tags))] if name.startswith(self._prefix) else []

    def _delete_unused(
        self, what: str, service: str, operation: str, busy: str, gone: t.Container[str], **arguments: t.Any
    ) -> None:
        """Delete what AWS, with the code `busy`, may say for a while is still used. Gone already is as good."""

        def done() -> bool:
            try:
                self._aws.call(service, operation, absent=gone, **arguments)
            except MapError as error:
                if f": {busy}" in str(error):
                    return False
                raise
            return True

        self._aws.wait(f"nothing to use {what} any more", done, UNUSED)
