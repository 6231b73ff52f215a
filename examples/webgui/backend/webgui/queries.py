"""The questions that pages ask. Each takes the same number of queries, however many sessions and units there are."""

from __future__ import annotations

import typing as t

import datajoint as dj

from .database import PREFIX, Pipeline
from .plain import INSERTION, SESSION, Key, Row, joined

STORE = "report_store"


def subjects(pipeline: Pipeline, key: Key) -> list[Row]:
    return _rows(pipeline.table("lab.Subject") & key)


def sessions(pipeline: Pipeline, key: Key) -> list[Row]:
    """All sessions, or those of a subject, or one: with what there is of each."""
    return joined(
        _rows(pipeline.table("experiment.Session") & key),
        SESSION,
        {"trials": 0, "probe_count": 0, "units": 0, "insert_locations": "", "figure": False},
        _rows(_by(SESSION, pipeline.table("experiment.SessionTrial") & key, trials="count(*)")),
        _rows(_by(SESSION, pipeline.table("ephys.ProbeInsertion") & key, **_PROBES)),
        _rows(_by(SESSION, pipeline.table("ephys.Unit") & key, units="count(*)")),
        [{**row, "figure": True} for row in (pipeline.table("report.SessionFigure") & key).fetch("KEY")],
    )


_PROBES = {
    "probe_count": "count(*)",
    "insert_locations": 'GROUP_CONCAT(CONCAT(hemisphere, " ", brain_area) ORDER BY insertion_number SEPARATOR ", ")',
}


def session(pipeline: Pipeline, key: Key) -> list[Row]:
    """One session, with how its trials ended, and the path of its figure in the store, None before it is drawn."""
    (outcomes,) = _rows(_by((), pipeline.table("experiment.BehaviorTrial") & key, **_OUTCOMES)) or [{}]
    (path,) = _figure(pipeline, key) or [None]
    return [{**row, **outcomes, "path": path} for row in sessions(pipeline, key)]


_OUTCOMES = {name: f'CAST(SUM(outcome = "{name}") AS SIGNED)' for name in ("hit", "miss", "ignore")}


def _figure(pipeline: Pipeline, key: Key) -> list[str]:
    """The path by which the store knows the figure. To fetch the column would fetch the file."""
    figure = pipeline.table("report.SessionFigure")
    external = f"`{PREFIX}report`.`~external_{STORE}`"
    tables = f"{figure.full_table_name} JOIN {external} ON figure = hash"
    statement = f"SELECT filepath FROM {tables} WHERE subject_id = %s AND session = %s"  # noqa: S608 (names of our own)  # nosec B608
    return [path for (path,) in pipeline.connection.query(statement, tuple(key[name] for name in SESSION))]


def probe_insertions(pipeline: Pipeline, key: Key) -> list[Row]:
    """The probes of a session, with the number of their units."""
    units = _rows(_by(INSERTION, pipeline.table("ephys.Unit") & key, units="count(*)"))
    return joined(_rows(pipeline.table("ephys.ProbeInsertion") & key), INSERTION, {"units": 0}, units)


def units(pipeline: Pipeline, key: Key) -> list[Row]:
    """The units of a session; their statistics are None as long as they aren't computed."""
    unit = pipeline.table("ephys.Unit")
    found = _rows((unit & key).proj("unit_depth"))
    statistics = _rows(pipeline.table("ephys.UnitStat") & key)
    nothing = dict.fromkeys(("avg_firing_rate", "isi_violation", "interval_variation"))
    return joined(found, tuple(unit.primary_key), nothing, statistics)


def _by(names: t.Sequence[str], table: t.Any, **numbers: str) -> t.Any:
    return dj.U(*names).aggr(table, **numbers)


def _rows(query: t.Any) -> list[Row]:
    return t.cast("list[Row]", query.fetch(as_dict=True, order_by="KEY" if query.primary_key else None))
