"""Sessions and trials of the delayed-response task: sample, delay, go cue, then a lick to the left or right."""

from __future__ import annotations

import datajoint as dj

from . import lab  # noqa: F401 (foreign keys name it) # pylint: disable=unused-import
from . import schema as named

schema = named("experiment")


@schema
class Period(dj.Lookup):
    definition = """
    period : varchar(12)
    ---
    period_start : decimal(4, 2)  # s, from the go cue
    period_end : decimal(4, 2)  # s, from the go cue
    """
    contents = [("sample", -2.5, -1.2), ("delay", -1.2, 0), ("response", 0, 1.3)]


@schema
class Session(dj.Manual):
    definition = """
    -> lab.Subject
    session : smallint  # session number
    ---
    session_date : date
    -> lab.Person
    rig = "" : varchar(24)
    """


@schema
class SessionTrial(dj.Manual):
    definition = """
    -> Session
    trial : smallint  # trial number, from 1
    ---
    start_time : decimal(9, 4)  # s, from the session's start
    go_time : decimal(9, 4)  # s, from the session's start
    """


@schema
class BehaviorTrial(dj.Manual):
    definition = """
    -> SessionTrial
    ---
    trial_instruction : enum("left", "right")
    outcome : enum("hit", "miss", "ignore")
    early_lick : enum("early", "no early")
    """
