"""What there is of each recording: rows counted in the database, objects counted in the store."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import datajoint as dj

from . import ephys, experiment, psth, report
from .ingest.behavior import Recording

Session = tuple[int, int]
"""Subject and session number."""


@dataclasses.dataclass(frozen=True)
class Inventory:
    """figures: each row's object and its size in the database; objects: sizes in the store, by path."""

    recordings: list[Session]
    units: dict[Session, int]
    trials: dict[Session, int]
    computed: list[Session]
    figures: dict[Session, tuple[str, int]]
    objects: dict[str, int]

    @property
    def missing(self) -> list[str]:
        """What there should be for each recording and isn't, or is there in vain."""
        found = []
        for session in self.recordings:
            name = f"{session[0]}/{session[1]}"
            if session not in self.computed:
                found.append(f"{name} is not computed")
            elif session not in self.figures:
                found.append(f"{name} has no figure")
            elif self.objects.get(self.figures[session][0]) != self.figures[session][1]:
                found.append(f"{name} has no object in the store, or a wrong one")
        return found

    @property
    def unknown(self) -> list[str]:
        """Objects in the store that no figure is."""
        return sorted(set(self.objects) - {path for path, __ in self.figures.values()})

    def total(self) -> str:
        counts = (len(self.computed), len(self.figures), len(self.objects))
        return "{} recordings, {} computed, {} figures, {} objects".format(len(self.recordings), *counts)

    def table(self) -> str:
        """A line for each recording, and what they are together."""
        lines = ["subject  session  units  trials  figure bytes"]
        for session in self.recordings:
            path, __ = self.figures.get(session, ("", 0))
            numbers = (self.units.get(session, 0), self.trials.get(session, 0), self.objects.get(path, "-"))
            lines.append("{:>7}  {:>7}  {:>5}  {:>6}  {:>12}".format(*session, *numbers))
        notes = [f"In the store, but no session's figure: {path}" for path in self.unknown]
        return "\n".join([*lines, self.total(), *notes])

    def contents(self) -> list[bytes]:
        """The figures themselves, as the store has them."""
        external = report.schema.external[report.STORE]
        return [external._download_buffer(path) for __, (path, __) in sorted(self.figures.items())]


def read() -> Inventory:
    """What there is now."""
    external = report.schema.external[report.STORE]
    files = dj.FreeTable(external.connection, external.full_table_name).proj("filepath", "size")
    rows = report.SessionFigure.proj(hash="figure") * files
    figures = {
        (row["subject_id"], row["session"]): (str(external._make_external_filepath(row["filepath"])), row["size"])
        for row in rows.fetch("subject_id", "session", "filepath", "size", as_dict=True)
    }
    recordings = sessions(Recording)
    return Inventory(
        recordings, counts(ephys.Unit), counts(experiment.SessionTrial), computed(), figures, objects(external)
    )


def sessions(table: t.Any) -> list[Session]:
    return sorted((row["subject_id"], row["session"]) for row in table.fetch("KEY"))


def computed() -> list[Session]:
    return sessions(psth.SessionSelectivity)


def counts(table: t.Any) -> dict[Session, int]:
    """How many rows of a table each session has."""
    counted = dj.U("subject_id", "session").aggr(table, number="count(*)").fetch(as_dict=True)
    return {(row["subject_id"], row["session"]): row["number"] for row in counted}


def objects(external: t.Any) -> dict[str, int]:
    """The sizes of all figures in the store, by path."""
    folder = str(external._make_external_filepath(report.FOLDER))
    if external.spec["protocol"] == "file":
        files = [path for path in Path(folder).rglob("*.png") if path.is_file()]
        return {str(path): path.stat().st_size for path in files}
    listed = external.s3.client.list_objects(external.spec["bucket"], prefix=f"{folder}/", recursive=True)
    return {item.object_name: item.size for item in listed}
