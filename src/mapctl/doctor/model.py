"""What is examined, what is found, and how a check says that something is wrong."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Subject:
    """An environment as people meet it.

    webgui_url: empty where there is no Web GUI; ca_file: of the authorities to trust, empty for the system's
    resolve: name -> address, for names that the system doesn't resolve; `.example.org` is all under it, `.` is all
    certificates: where they come from, as edge_certificates has it
    person: whose server is started, by the name in the hub; login: the same at GitHub; both empty where nobody has one
    github_stand_in: whether that GitHub signs people in without a password
    """

    environment: str
    hub_url: str
    webgui_url: str
    ca_file: str
    resolve: t.Mapping[str, str]
    certificates: str
    person: str
    login: str
    github_url: str
    github_client_id: str
    github_stand_in: bool
    pipeline_prefix: str
    webgui_user: str
    webgui_password: str = dataclasses.field(repr=False)
    hub_api_token: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Finding:
    """What became of a check. ok: None if it wasn't or couldn't be made.

    says: what was seen, or what is wrong and the likely cause; help: what to do, empty where nothing need be done
    """

    name: str
    ok: bool | None
    seconds: float
    says: str
    help: str = ""


@dataclasses.dataclass(frozen=True)
class Patience:
    """For how many seconds what is waited for. The hub itself gives a server that starts three minutes."""

    answer: float = 60
    start: float = 200
    stop: float = 60
    query: float = 120


class TroubleError(Exception):
    """A check failed: what is wrong with its likely cause, and what to do; a sentence each."""

    def __init__(self, says: str, help_: str) -> None:
        super().__init__(f"{says} {help_}")
        self.says, self.help = says, help_


class ImpossibleError(TroubleError):
    """A check can't be made here: why, and what would have to be done for it."""


class AnswerError(Exception):
    """A server answered something else than it should. what: it was asked for; said: its own words, if it has any."""

    def __init__(self, what: str, status: int, said: str = "") -> None:
        super().__init__(f"{what} was answered with {status}{f': {said}' if said else ''}")
        self.what, self.status, self.said = what, status, said


class LateError(Exception):
    """Something didn't happen in time."""

    def __init__(self, seconds: float, what: str) -> None:
        super().__init__(f"After {seconds:.0f} s {what}")
