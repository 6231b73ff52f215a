"""A person's server: started if it doesn't run, asked for the database from a kernel, and left as it was found."""

from __future__ import annotations

from . import database
from .hub_person import Person
from .model import AnswerError, ImpossibleError, TroubleError
from .visit import Visit


def start(visit: Visit) -> str:
    """A server that runs is taken as it is."""
    name, hub, wait = visit.subject.person, visit.hub, visit.patience
    state = _state(visit)
    if state and state["pending"] == "stop":
        hub.wait_gone(wait.stop)
        state = None
    if state:
        hub.wait_ready(wait.start)
        return f"{name}'s server was running, and stays so."
    visit.started = True
    try:
        hub.ask_start()
    except AnswerError as error:
        visit.started = error.status >= 500
        raise _refused(visit, error) from error
    hub.wait_ready(wait.start)
    return f"{name}'s server started."


def query(visit: Visit) -> str:
    """In a kernel of its own, which is ended again."""
    subject, wait = visit.subject, visit.patience
    kernel = visit.hub.kernel(seconds=wait.query)
    visit.kernels.add(kernel.id)
    try:
        outcome = kernel.execute(database.code(subject.pipeline_prefix), wait.query, history=False)
    finally:
        kernel.shut_down()
    return database.verdict(outcome, subject)


def stop(visit: Visit) -> str:
    """Only what was started here, and only if nobody uses it by now."""
    name, hub, wait = visit.subject.person, visit.hub, visit.patience
    state = hub.wait_settled(wait.start)
    if state and state["ready"] and hub.others(visit.kernels):
        visit.started = False
        return f"Somebody uses {name}'s server by now, so it stays."
    if state:
        hub.stop_server(wait.stop)
    visit.started = False
    return f"{name}'s server was stopped again." if state else f"No server of {name} is left."


def _state(visit: Visit) -> dict[str, object] | None:
    try:
        return visit.hub.server_state()
    except AnswerError as error:
        if error.status != 404:
            raise
        raise _unknown(visit) from error


def _refused(visit: Visit, error: AnswerError) -> TroubleError:
    subject = visit.subject
    if error.status == 404:
        return _unknown(visit)
    if error.status == 403 and not isinstance(visit.hub, Person):
        says = f"JupyterHub asks {subject.person} to sign in again before it starts a server."
        return ImpossibleError(says, f"Let {subject.person} sign in at {subject.hub_url}, and try again.")
    reason = f": {error.said.rstrip('.')}" if error.said else ""
    says = f"JupyterHub can't start {subject.person}'s server ({error.status}){reason}."
    return TroubleError(says, f"Read `mapctl logs {subject.environment} jupyterhub hub`, and that of engine_gate.")


def _unknown(visit: Visit) -> TroubleError:
    subject = visit.subject
    says = f"{subject.person} has never signed in, so JupyterHub has no server for {subject.person}."
    return ImpossibleError(says, f"Let {subject.person} sign in once at {subject.hub_url}, and try again.")
