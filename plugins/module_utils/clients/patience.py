"""When a request to AWS is worth repeating, and after which pause."""

from __future__ import annotations

import random
import time
import typing as t

try:
    import botocore.exceptions
    import botocore.parsers

    FAULTS: tuple[type[Exception], ...] = (
        botocore.exceptions.ClientError,
        botocore.exceptions.BotoCoreError,
        botocore.parsers.ResponseParserError,  # a proxy's page
    )
except ImportError:  # the client of AWS says so
    FAULTS = ()

# The longest pauses in seconds before a request is tried again; a random part of each is spent. The first are short,
# for AWS refills its allowances many times a second: so a run rides out a third of all requests being refused in less
# than three times its usual time. A request that is refused for ever ends within two minutes.
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 20, 20)
UNSEEN = ("InvalidGroup.NotFound", "InvalidAllocationID.NotFound", "NoSuchEntity", "NoSuchBucket")
"""What AWS says of a thing that it doesn't see yet."""


def persist(request: t.Callable[[], t.Any], made: t.Callable[[], bool] = lambda: False, *, new: bool = False) -> t.Any:
    """Make a request; again when it was refused for haste, failed inside AWS, or got no answer.

    made: asked before each repetition whether the request was obeyed after all; then this gives None.
    new: it uses what may just have been made; so again too while AWS doesn't see that yet.
    Raises one of FAULTS, the last.
    """
    for pause in PAUSES:
        try:
            return request()
        except FAULTS as error:
            if not _may_pass(error, pause) and not (new and code(error) in UNSEEN):
                raise
        time.sleep(random.uniform(0, pause))  # noqa: S311 (jitter)  # nosec B311
        if made():
            return None
    return request()


def code(error: Exception) -> str:
    """AWS's code of an error; empty when AWS gave no answer."""
    return str(error.response["Error"]["Code"]) if isinstance(error, botocore.exceptions.ClientError) else ""


def is_throttle(error_code: str) -> bool:
    busy = ("RequestLimitExceeded", "SlowDown", "TooManyRequestsException")
    return "Thrott" in error_code or error_code in (*busy, "PriorRequestNotComplete", "OperationAborted")


def _may_pass(error: Exception, pause: float) -> bool:
    """Whether to try again after that pause; without any answer, only a few times."""
    if isinstance(error, botocore.exceptions.ClientError):
        return is_throttle(code(error)) or error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    no_answer = (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError)
    return isinstance(error, no_answer) and pause < 1
