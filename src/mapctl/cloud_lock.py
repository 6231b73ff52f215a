"""The lock of an environment in the cloud: numbered parameters in the account's own parameter store.

A parameter can be made once only, whoever tries at the same time; that is all that AWS promises, and all that is used.
The one with the highest number says who holds the lock. Its holder renews it every few seconds. To take a lock that was
given back, or that isn't renewed any more, is to make the next number. Ages are told by AWS's own clock.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import email.utils
import json
import secrets
import threading
import time
import typing as t

from . import children, cloud, place
from .errors import MapctlError
from .lock import Holder

RENEW_SECONDS = 2.0
STALE_SECONDS = 8.0
"""A lock that wasn't renewed for so long is nobody's."""

LATE_SECONDS = 6.0
"""A holder who couldn't renew it for so long stops, before somebody else may take it."""

ADVICE = f"Wait until that has ended; if it was killed, its lock ends {STALE_SECONDS:.0f} s later by itself."


@dataclasses.dataclass(frozen=True)
class _Found:
    """The parameter with the highest number. age: seconds since it was renewed, by AWS's clock"""

    number: int = 0
    token: str = ""
    holder: Holder | None = None
    age: float = 0.0

    @property
    def is_free(self) -> bool:
        return self.holder is None or self.age > STALE_SECONDS


@contextlib.contextmanager
def held(values: dict[str, t.Any], holder: Holder, stop: children.Interruption) -> t.Iterator[None]:
    """Hold the lock of the environment whose settings these are. stop: ends the run when the lock is lost."""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError  # noqa: PLC0415

    try:
        lock = CloudLock(cloud.connect(values, "ssm"), values["map_environment"])
        lock.take(holder)
    except MapError as error:
        raise MapctlError(str(error)) from error
    try:
        with lock.renewed(stop):
            yield
    except MapError as error:
        advice = f"What was done is done; the lock ends by itself in {STALE_SECONDS:.0f} s."
        raise MapctlError(f"The lock of '{lock.environment}' can't be given back: {error} {advice}") from error


class CloudLock:
    """The lock of one environment. aws: the account, by clients/aws.py of the collection"""

    def __init__(self, aws: t.Any, environment: str) -> None:
        self._aws = aws
        self.environment = environment
        self._path = f"/map/{environment}/lock"
        self._token = secrets.token_hex(8)
        self._number = 0
        self._text = ""
        self._renewed = time.monotonic()
        self._lost = ""

    def take(self, holder: Holder) -> None:
        """Take the lock, or raise LockedError that says who has it."""
        self._text = json.dumps({**dataclasses.asdict(holder), "token": self._token})
        while True:
            found = self._newest()
            if found.token == self._token:  # made, but the answer was lost
                self._number = found.number
                return
            if found.holder and not found.is_free:
                raise found.holder.refusal(self.environment, ADVICE)
            if self._put(found.number + 1, self._text, new=True):
                self._number = found.number + 1
                self._forget_older()
                return

    @contextlib.contextmanager
    def renewed(self, stop: children.Interruption) -> t.Iterator[None]:
        """Renew the lock meanwhile, and give it back in the end."""
        over = threading.Event()
        self._renewed = time.monotonic()
        stop.watch(self.why_lost)
        thread = threading.Thread(target=self._renew, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        except BaseException:
            over.set()
            with contextlib.suppress(Exception):  # what went wrong before is what people need to hear
                self.give_back()
            raise
        over.set()
        thread.join(LATE_SECONDS)
        self.give_back()

    def why_lost(self) -> str:
        """Why the lock isn't sure any more; "" while it is. Without it nothing may go on."""
        if self._lost:
            return self._lost
        late = time.monotonic() - self._renewed > LATE_SECONDS
        return f"The lock of '{self.environment}' couldn't be renewed in time, so the run was stopped." if late else ""

    def give_back(self) -> None:
        """Say that nobody holds it. The parameter stays, for its number counts."""
        if self._newest().number == self._number:
            self._put(self._number, json.dumps({"token": ""}), new=False)

    def renew(self) -> bool:
        """Say that the holder is still there; whether it still is the holder."""
        if self._newest().number != self._number:
            return False
        self._put(self._number, self._text, new=False)
        return True

    def _renew(self, over: threading.Event) -> None:
        while not over.wait(RENEW_SECONDS):
            began = time.monotonic()
            with contextlib.suppress(Exception):  # whatever it is, it may pass before it is too late
                if not self.renew():
                    self._lost = f"Somebody else took the lock of '{self.environment}', for it wasn't renewed in time."
                    return
                self._renewed = began

    def _newest(self) -> _Found:
        found, token = [], None
        while True:
            more: dict[str, str] = {"NextToken": token} if token else {}
            answer = self._aws.call("ssm", "get_parameters_by_path", Path=self._path, **more)
            found += answer["Parameters"]
            token = answer.get("NextToken")
            if not token:
                break
        if not found:
            return _Found()
        newest = max(found, key=_number)
        now = email.utils.parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        said = json.loads(newest["Value"])
        token = said.pop("token")
        age = (now - newest["LastModifiedDate"].astimezone(datetime.UTC)).total_seconds()
        return _Found(_number(newest), token, Holder(**said) if said else None, age)

    def _put(self, number: int, text: str, *, new: bool) -> bool:
        """Write a parameter; whether it was written: a new one isn't when somebody else made it."""
        tags = [{"Key": "map:environment", "Value": self.environment}]
        return bool(
            self._aws.call(
                "ssm",
                "put_parameter",
                absent=("ParameterAlreadyExists",) if new else (),
                Name=f"{self._path}/{number}",
                Value=text,
                Type="String",
                **({"Tags": tags} if new else {"Overwrite": True}),
            )
        )

    def _forget_older(self) -> None:
        """What former holders left. The newest is never removed, so that no number comes twice."""
        older = [f"{self._path}/{number}" for number in range(max(1, self._number - 9), self._number)]
        if older:
            self._aws.call("ssm", "delete_parameters", Names=older)


def _number(parameter: dict[str, t.Any]) -> int:
    return int(parameter["Name"].rpartition("/")[2])
