"""What a person types into a notebook to see that the database answers, and what it means if it doesn't."""

from __future__ import annotations

import json
import re

from .kernel import Outcome
from .model import ImpossibleError, Subject, TroubleError

MARK = "map-doctor:"

_CODE = """\
import json
import datajoint as dj
_connection = dj.conn()
_query = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'" \\
    " AND table_schema LIKE %s AND table_name REGEXP '^[a-z]' ORDER BY table_schema LIKE '%%lab' DESC, 1, 2"
_names = list(_connection.query(_query, (PATTERN,)).fetchall())
_name = "`{0}`.`{1}`".format(*_names[0]) if _names else ""
_rows = len(dj.FreeTable(_connection, _name)) if _names else 0
print(MARK + json.dumps([len(_names), _name, _rows]))
"""

_CAUSES = (
    # what the error has in it, the likely cause, what helps
    (
        r"Access denied|\(1045",
        "The database doesn't let {person} in with the password in the notebook, which was changed elsewhere.",
        "Let {person} write the new one with map-password, or run `mapctl apply {environment} people`.",
    ),
    (
        r"denied to user|AccessError|\(1142|\(1044",
        "The database doesn't let {person} read the pipeline, so rights were taken by hand.",
        "Run `mapctl apply {environment} people`.",
    ),
    (
        r"CERTIFICATE|certificate",
        "The notebook doesn't trust the database's certificate: {error}.",
        "Look at map_database_ca_file, and run `mapctl apply {environment} jupyterhub`.",
    ),
    (
        r"Can't connect|\(2003|LostConnection|timed out|\(2013",
        "The database can't be reached from a notebook, so it is down or the network lets nobody through.",
        "Run `mapctl status {environment}`.",
    ),
    (
        r"ModuleNotFoundError|ImportError",
        "The notebook's image can't import what it needs: {error}.",
        "Run `mapctl apply {environment} hub_image`.",
    ),
)


def code(prefix: str) -> str:
    """Connects as people do, and counts a table of the pipeline. prefix: of its schemas"""
    pattern = prefix.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") + "%"
    return _CODE.replace("PATTERN", repr(pattern)).replace("MARK", repr(MARK))


def verdict(outcome: Outcome, subject: Subject) -> str:
    """What was found. Raises TroubleError."""
    if outcome.error:
        raise _failed(outcome.error, subject)
    found = re.search(rf"^{MARK}(.*)$", outcome.text, re.M)
    if not found:
        says = "The kernel ran the query without an answer, so it may have been ended for want of memory."
        raise TroubleError(says, f"Look at jupyterhub_limits, and `mapctl logs {subject.environment} jupyterhub hub`.")
    tables, name, rows = json.loads(found[1])
    if not tables:
        says = f"{subject.person} sees no tables of schemas like {subject.pipeline_prefix}..., so none were made yet."
        raise TroubleError(says, f"Run `mapctl apply {subject.environment} bootstrap`.")
    return f"A notebook of {subject.person} counted {rows} rows in {name.replace('`', '')}."


def _failed(error: str, subject: Subject) -> TroubleError:
    known = {"environment": subject.environment, "person": subject.person}
    known["error"] = " ".join(error.split())[:200].rstrip(".")
    if "StdinNotImplementedError" in error:
        says = f"{subject.person}'s notebook has no password for the database, as that of a guest."
        return ImpossibleError(
            says, f"Look at map_people_passwords, and run `mapctl apply {subject.environment} people`."
        )
    for pattern, says, help_ in _CAUSES:
        if re.search(pattern, error):
            return TroubleError(says.format_map(known), help_.format_map(known))
    read = f"Read `mapctl logs {subject.environment} jupyterhub hub`."
    return TroubleError(f"The query in a notebook failed: {known['error']}.", read)
