"""What git says when a server can't be reached or refuses, as a sentence and what to do."""

from __future__ import annotations

import re

from ..plan import MapError
from .git import Done

_MAY_PASS = re.compile(
    r"could not resolve|connection (refused|timed out|reset)|failed to connect|couldn't connect|temporary failure"
    r"|early eof|rpc failed|operation too slow|hung up unexpectedly|unexpected disconnect|timed out|no route to"
    r"|returned error: (429|5)|network is unreachable|non-properly terminated|unable to connect|kex_exchange",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"could not read (username|password)|authentication failed|permission denied \(|returned error: 40[13]"
    r"|invalid credentials|host key verification failed|repository .*not found",
    re.IGNORECASE,
)


def may_pass(done: Done) -> bool:
    """Whether it is worth another try: the network or the server failed, and nobody refused."""
    return bool(_MAY_PASS.search(done.error)) and not is_refused(done)


def is_refused(done: Done) -> bool:
    """Whether the server gives us nothing of the repository."""
    return bool(_REFUSED.search(done.error))


def as_error(done: Done, repository: str, commit: str, seconds: float) -> MapError:
    """The error of a fetch that failed. done: code is -1 when `seconds` were over"""
    if done.code == -1:
        return MapError(
            f"Fetching {commit} from {repository} took longer than {seconds:.0f} seconds, and was ended. Look whether "
            "the host reaches that server, and how fast; run it again, or allow more seconds."
        )
    if "No space left" in done.error:
        return MapError(f"The disk is full: {done.error}. Make room (df), and run it again.")
    if is_refused(done):
        return MapError(
            f"The server refuses to give {repository}: {done.error}. Check the address; for a private repository "
            "give a token or a key (docs/containers.md)."
        )
    if may_pass(done):
        return MapError(
            f"The repository {repository} can't be reached: {done.error}. Several tries failed alike; look whether the "
            "host reaches that server, and run it again."
        )
    return MapError(f"The repository {repository} can't be fetched: {done.error}. Check the address.")
