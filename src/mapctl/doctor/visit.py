"""What the checks of one examination share: who acts, and what they have found so far."""

from __future__ import annotations

import dataclasses
import typing as t

from .hub_client import HubClient
from .hub_person import Person
from .hub_token import TokenClient
from .model import Patience, Subject
from .reach import Reach

Row = dict[str, t.Any]


@dataclasses.dataclass
class Visit:
    """way: the hub's address at GitHub; started: whether a server was started here, which has to be stopped again

    kernels: the ids of those that were made here
    """

    subject: Subject
    patience: Patience
    reach: Reach
    hub: HubClient
    way: str = ""
    started: bool = False
    kernels: set[str] = dataclasses.field(default_factory=set)
    webgui_token: str = ""
    sessions: list[Row] = dataclasses.field(default_factory=list)

    @property
    def person(self) -> Person:
        """Who signs in. Where only people can, somebody who isn't anybody and gets as far as GitHub's page."""
        if isinstance(self.hub, Person):
            return self.hub
        return Person(self.subject.hub_url, self.reach, self.subject.login, self.patience.answer)


def visit(subject: Subject, patience: Patience) -> Visit:
    """With real GitHub the hub's own token acts, for only a person can sign in there."""
    reach = Reach(subject.ca_file, subject.resolve)
    if subject.github_stand_in:
        hub: HubClient = Person(subject.hub_url, reach, subject.login, patience.answer)
    else:
        hub = TokenClient(subject.hub_url, reach, subject.hub_api_token, subject.person, patience.answer)
    return Visit(subject, patience, reach, hub)
