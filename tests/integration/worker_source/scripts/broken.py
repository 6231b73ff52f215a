"""DataJoint breaks between the reservation and the job, where it has no eye on errors."""

from __future__ import annotations

import tiny
from datajoint.connection import Connection
from datajoint.errors import DataJointError


def refuse(self):
    raise DataJointError("no transactions today")


Connection.start_transaction = refuse
tiny.Figure.populate(reserve_jobs=True)
