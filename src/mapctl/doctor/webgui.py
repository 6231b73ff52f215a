"""The Web GUI as people use it: its page, a sign-in, the list of sessions, a figure by its own address."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

import requests

from .faults import checked, content, why, words
from .model import AnswerError, ImpossibleError, TroubleError
from .visit import Row, Visit

TRIED = 5
"""So many sessions are asked for a figure."""
_READ = 65536


def page(visit: Visit) -> str:
    """The page, and the first of its programs."""
    url = visit.subject.webgui_url.rstrip("/") + "/"
    with visit.reach.session() as session:
        found = checked(session.get(url, timeout=visit.patience.answer), "The Web GUI's page")
        program = re.search(r"""<script[^>]*\bsrc=["']([^"']+)""", found.text)
        if not program:
            raise AnswerError("The Web GUI's page", found.status_code, "it isn't the page of the Web GUI")
        address = urllib.parse.urljoin(url, program[1])
        checked(session.get(address, timeout=visit.patience.answer), f"The page's program {program[1]}")
    return f"The page at {visit.subject.webgui_url} came with its program."


def sign_in(visit: Visit) -> str:
    """With the name and the password that everybody has."""
    subject = visit.subject
    given = {"username": subject.webgui_user, "password": subject.webgui_password}
    answer = _ask(visit, "POST", "/login", given)
    if answer.status_code == 401:
        says = f"The Web GUI refuses {subject.webgui_user} with webgui_demo_password, so it runs with another one."
        raise TroubleError(says, f"Run `mapctl apply {subject.environment} webgui`.")
    found = content(checked(answer, "The sign-in to the Web GUI"))
    visit.webgui_token = str(found.get("token", "")) if isinstance(found, dict) else ""
    if not visit.webgui_token:
        raise AnswerError("The sign-in to the Web GUI", answer.status_code, "there is no token in it")
    return f"{subject.webgui_user} signed in."


def sessions(visit: Visit) -> str:
    """The list that people see first."""
    answer = _ask(visit, "GET", "/api/sessions")
    environment = visit.subject.environment
    read = f"read `mapctl logs {environment} webgui mapapi`."
    if answer.status_code == 502:
        says = "The Web GUI's service mapapi doesn't answer, so it is restarting or doesn't run."
        raise TroubleError(says, f"Run `mapctl status {environment}`, and {read}")
    if answer.status_code in (500, 503) and answer.headers.get("Content-Type", "").startswith("application/json"):
        reason = words(answer).rstrip(".") or str(answer.status_code)
        says = f"The Web GUI can't ask the database, which is down or refuses the account webgui: {reason}."
        raise TroubleError(says, f"Run `mapctl status {environment}`, and {read}")
    found = content(checked(answer, "The list of sessions"))
    if not isinstance(found, list):
        raise AnswerError("The list of sessions", answer.status_code, "it is no list")
    visit.sessions = found
    return f"It lists {len(found)} session{'' if len(found) == 1 else 's'}."


def figure(visit: Visit) -> str:
    """The first figure of a session that has one, from the store itself."""
    drawn = [row for row in visit.sessions if row.get("figure", True)]
    for row in drawn[:TRIED]:
        key = {name: row[name] for name in ("subject_id", "session") if name in row}
        answer = checked(_ask(visit, "POST", "/api/session", key), "The page of a session")
        for told in content(answer):
            _missing(visit, told)
            if address := _address(told):
                return _fetch(visit, address)
    environment = visit.subject.environment
    says = (
        "No session has a figure yet, so the workers haven't drawn any."
        if visit.sessions
        else "There is no session yet."
    )
    raise ImpossibleError(says, f"Run `mapctl status {environment}` to see whether the workers run.")


def _ask(visit: Visit, method: str, path: str, body: t.Any = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {visit.webgui_token}"} if visit.webgui_token else {}
    url = visit.subject.webgui_url.rstrip("/") + path
    with visit.reach.session() as session:
        return session.request(method, url, json=body, headers=headers, timeout=visit.patience.answer)


def _missing(visit: Visit, told: Row) -> None:
    environment = visit.subject.environment
    if told.get("session_figure_status") == "unreachable":
        says = "The Web GUI can't reach the store of figures, or its key was removed by hand."
        raise TroubleError(says, f"Run `mapctl apply {environment} provision`, and `mapctl status {environment}`.")
    if told.get("session_figure_status") == "missing":
        says = "The database has a figure whose file isn't in the report bucket, so the file was removed by hand."
        raise TroubleError(says, "Delete the figure's row, so that a worker draws it again.")


def _address(told: Row) -> str:
    """The first value that is the signed address of a figure, whatever it is called."""
    found = [value for value in told.values() if isinstance(value, str) and "X-Amz-Signature=" in value]
    return found[0] if found else ""


def _fetch(visit: Visit, address: str) -> str:
    """As a browser does: without the sign-in, straight from the store."""
    host = urllib.parse.urlsplit(address).netloc
    environment = visit.subject.environment
    try:
        with (
            visit.reach.session() as session,
            session.get(address, timeout=visit.patience.answer, stream=True) as answer,
        ):
            start = next(answer.iter_content(_READ), b"")
            kind = answer.headers.get("Content-Type", "")
            status = answer.status_code
    except requests.RequestException as error:
        says = f"The store of figures at {host} can't be reached from here: {why(error)}."
        raise TroubleError(says, f"Look at webgui_figure_endpoint, and run `mapctl status {environment}`.") from error
    if status != 200:
        raise _refused(host, status, start.decode(errors="replace"), environment)
    if not kind.startswith("image/") or not start:
        says = f"{host} gave no picture under the figure's address, but {kind or 'something without a type'}."
        raise TroubleError(says, f"Read `mapctl logs {environment} webgui mapapi`.")
    return f"A figure came from {host}, as {kind}."


def _refused(host: str, status: int, text: str, environment: str) -> TroubleError:
    code = re.search(r"<Code>(\w+)</Code>", text)
    reason = code[1] if code else str(status)
    if "expired" in text or reason == "RequestTimeTooSkewed":
        says = (
            f"{host} says that the figure's new address is too old, so the clocks of the host and of the store differ."
        )
        return TroubleError(says, "Set the host's clock right.")
    if status == 404:
        says = f"{host} doesn't have the figure ({reason}), so its file was removed by hand."
        return TroubleError(says, "Delete the figure's row, so that a worker draws it again.")
    says = f"{host} refuses the figure's address ({reason}), so the Web GUI's key was removed or may not read."
    return TroubleError(says, f"Run `mapctl apply {environment} provision`, and then webgui.")
