"""The way into JupyterHub: to GitHub and back, or with the hub's own token where only a person can sign in."""

from __future__ import annotations

import urllib.parse

import requests

from .faults import checked, why
from .hub_person import Person
from .hub_token import TokenClient
from .model import AnswerError, ImpossibleError, TroubleError
from .visit import Visit


def way_to_github(visit: Visit) -> str:
    """Whether the hub sends people to GitHub as the settings say."""
    visit.way = visit.person.ask()
    subject, place = visit.subject, urllib.parse.urlsplit(visit.way)
    asks = dict(urllib.parse.parse_qsl(place.query))
    found = {
        "jupyterhub_github_url": (f"{place.scheme}://{place.netloc}", subject.github_url.rstrip("/")),
        "map_github_client_id": (asks.get("client_id", ""), subject.github_client_id),
        "map_hub_url": (asks.get("redirect_uri", ""), f"{subject.hub_url.rstrip('/')}/hub/oauth_callback"),
    }
    for setting, (actual, wanted) in found.items():
        if actual != wanted:
            says = f"JupyterHub asks GitHub with '{actual}' and not as {setting} says, so it runs with older settings."
            raise TroubleError(says, f"Run `mapctl apply {subject.environment} jupyterhub`.")
    return f"JupyterHub sends people to {place.netloc} as {subject.github_client_id}, to come back to the hub."


def sign_in(visit: Visit) -> str:
    """As a person, which is possible at the stand-in for GitHub alone."""
    subject, person = visit.subject, visit.hub
    if not isinstance(person, Person):
        host = urllib.parse.urlsplit(subject.github_url).netloc
        says = f"Only a person can sign in at {host}, so this was tried as far as its page."
        raise ImpossibleError(says, f"Sign in once yourself at {subject.hub_url}.")
    _somebody(visit)
    page = person.come_back(_chosen(visit, person))
    if page.status_code == 403:
        says = f"JupyterHub doesn't let {subject.login} in, so its list of people is older than map_people."
        raise TroubleError(says, f"Run `mapctl apply {subject.environment} jupyterhub`.")
    checked(page, "The way back from GitHub")
    if person.name != subject.person:
        says = f"JupyterHub calls {subject.login} {person.name}, so its list of people is older than map_people."
        raise TroubleError(says, f"Run `mapctl apply {subject.environment} jupyterhub`.")
    return f"{subject.login} signed in and is {subject.person}."


def _chosen(visit: Visit, person: Person) -> str:
    """The address that the stand-in sends back to."""
    subject = visit.subject
    again = f"Run `mapctl apply {subject.environment} embedded`."
    try:
        return person.choose(visit.way)
    except AnswerError as error:
        reasons = {404: "doesn't know the hub's client ID", 422: f"doesn't know {subject.login}"}
        reason = reasons.get(error.status, f"answered with {error.status}")
        raise TroubleError(f"The stand-in for GitHub {reason}, so it runs with other settings.", again) from error
    except requests.RequestException as error:
        says = f"The stand-in for GitHub at {subject.github_url} can't be reached: {why(error)}."
        raise TroubleError(says, again) from error


def take_token(visit: Visit) -> str:
    """Whether the hub knows its own token, and lets it do what trying a server needs."""
    subject, client = visit.subject, visit.hub
    assert isinstance(client, TokenClient)  # noqa: S101 (the checks of the other kind have no such step)  # nosec B101
    _somebody(visit)
    try:
        lacks = client.lacks()
    except AnswerError as error:
        if error.status not in (401, 403):
            raise
        says = "JupyterHub refuses jupyterhub_api_token, so it runs with another one."
        raise TroubleError(says, f"Run `mapctl apply {subject.environment} jupyterhub`.") from error
    if lacks:
        says = f"The token jupyterhub_api_token may not do all that this needs; it lacks {', '.join(lacks)}."
        raise ImpossibleError(says, "Sign in and start a server yourself.")
    return "JupyterHub takes jupyterhub_api_token, which may start and stop servers."


def _somebody(visit: Visit) -> None:
    if not visit.subject.person:
        says = "Nobody on map_people has a GitHub login, so nobody can have a server."
        raise ImpossibleError(says, f"Add somebody, and run `mapctl apply {visit.subject.environment} jupyterhub`.")
