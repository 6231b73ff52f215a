"""Whether a reserved job's process can still be at work: its connection, its container, its process; pure."""

from __future__ import annotations

import re
import typing as t

from .jobs_found import Actual, Job, Machine, Wanted, when

Place = t.Literal["dead", "gone", "running", "unknown", "elsewhere"]
"""Of the container that a job ran in.

dead: it stopped, or began anew since; gone: no machine has it; running: since before the job;
unknown: a machine couldn't be asked; elsewhere: the job didn't run in a container, or not on these machines
"""

_CONTAINER_ID = re.compile(r"[0-9a-f]{12}")
_RESTART_SECONDS = 2  # the times of the restart and of a job are whole seconds
_CLOCK_AHEAD_SECONDS = 5
_CLOCK_BEHIND_SECONDS = 900  # the machines are asked some time before the database


def connection(job: Job, actual: Actual) -> tuple[bool, str]:
    """Whether the connection that made the reservation is open.

    The server never gives an id twice, until it restarts: then it begins anew, and the same id means another. DataJoint
    writes the id of its first connection ever after, so a process that reconnected may live without the one it names.
    """
    name = f"connection {job.connection}"
    if job.since < actual.server_started - _RESTART_SECONDS:
        return False, f"{name} ended when the database restarted"
    found = next((other for other in actual.connections if other.number == job.connection), None)
    if found is None:
        return False, f"{name} is gone"
    if (found.account, found.address) != (job.account, job.address):
        return False, f"{name} is now {found.account}@{found.address}'s"
    return True, f"{name} is open"


def place(job: Job, actual: Actual) -> tuple[Place, str]:
    """What became of the container in which the job ran."""
    if any(container.hostname == job.host for machine in actual.machines for container in machine.containers):
        return _known(job, actual)
    if not _CONTAINER_ID.fullmatch(job.host):
        return "elsewhere", f"'{job.host}' is no container of the machines that were asked"
    unasked = [machine.name for machine in actual.machines if machine.asked_at is None]
    if unasked or not actual.machines:
        return "unknown", f"its container {job.host} may be on {', '.join(unasked) or 'a machine'} that wasn't asked"
    if any(_too_early(job, machine) for machine in actual.machines):
        return "unknown", f"the machines were asked for its container {job.host} before it was reserved"
    return "gone", f"its container {job.host} is gone"


def moved_on(job: Job, actual: Actual) -> bool:
    """Whether the job's process wrote another job since: a process has one at a time, so it left this one."""
    return any(
        (other.host, other.pid, other.account) == (job.host, job.pid, job.account) and other.since > job.since
        for other in actual.jobs
    )


def came_back(job: Job, actual: Actual, wanted: Wanted) -> bool:
    """Whether a person's account is connected, from wherever: the process may have reconnected."""
    return job.account not in wanted.accounts and any(other.account == job.account for other in actual.connections)


def clock_is_off(machine: Machine, now: int) -> bool:
    """Whether the machine's clock and the server's differ by more than the time between asking them."""
    return machine.asked_at is not None and not (
        -_CLOCK_AHEAD_SECONDS <= now - machine.asked_at <= _CLOCK_BEHIND_SECONDS
    )


def _known(job: Job, actual: Actual) -> tuple[Place, str]:
    said = ""
    for machine in actual.machines:
        for container in (other for other in machine.containers if other.hostname == job.host):
            name = f"its container {container.name} on {machine.name}"
            if clock_is_off(machine, actual.now):
                return "unknown", f"the clock of {machine.name}, which has its container {container.name}, is off"
            if container.running and container.started < job.since + 1:
                return "running", f"{name} has run since before the job"
            if not container.running and _too_early(job, machine):
                return "unknown", f"{name} was asked for before the job was reserved"
            said = f"{name} began anew at {when(container.started)}" if container.running else f"{name} has stopped"
    return "dead", said


def _too_early(job: Job, machine: Machine) -> bool:
    return machine.asked_at is not None and machine.asked_at < job.since + 1
