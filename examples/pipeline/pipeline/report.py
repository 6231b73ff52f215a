"""One figure a session, drawn by a worker, kept in the report store."""

from __future__ import annotations

import typing as t

import datajoint as dj
import numpy as np

from . import ephys, experiment, psth, statistics, stores
from . import schema as named
from .figures import example_unit, population, session_figure

schema = named("report")

STORE = "report_store"
FOLDER = "session_figure"
"""Where figures are in the store: session_figure/<subject>/<subject>_<session>-<digest>.png."""


@schema
class SessionFigure(dj.Computed):
    definition = """
    -> psth.SessionSelectivity
    ---
    figure : filepath@report_store
    figure_version : smallint unsigned  # of the code that drew it
    """

    def make(self, key: dict[str, t.Any]) -> None:
        content = session_figure.draw(session_data(key))
        folder = stores.stage(STORE) / FOLDER / str(key["subject_id"])
        path = stores.write_whole(folder, f"{key['subject_id']}_{key['session']}", content)
        stores.forget(schema.external[STORE], path)
        self.insert1(dict(key, figure=str(path), figure_version=session_figure.VERSION))


report_tables = [SessionFigure]


def delete_outdated_session_plots() -> int:
    """Delete figures that older code drew, and the files of deleted ones; how many figures they were.

    Newer ones stay, so that workers before and after an update don't undo each other's work. Figures are inserted in
    transactions only, so a file that no visible row needs is not one that a running job is about to need.
    """
    outdated = SessionFigure & f"figure_version < {session_figure.VERSION}"
    number = len(outdated)
    if number:
        outdated.delete_quick()
    stores.remove_unused(schema.external[STORE], f'filepath LIKE "{FOLDER}/%"')
    return number


def session_data(key: dict[str, t.Any]) -> session_figure.Session:
    """All that the figure of a session shows."""
    summary = (psth.SessionSelectivity & key).fetch1()
    areas = {
        row["insertion_number"]: f"{row['hemisphere']} {row['brain_area']}"
        for row in (ephys.ProbeInsertion & key).fetch(as_dict=True, order_by="insertion_number")
    }
    names, starts, ends = experiment.Period.fetch("period", "period_start", "period_end", order_by="period_start")
    date = (experiment.Session & key).fetch1("session_date")
    facts = [str(date), f"{summary['trials']} trials", f"{summary['units']} units", " and ".join(areas.values())]
    return session_figure.Session(
        title=f"Subject {key['subject_id']} · session {key['session']}",
        subtitle="   ·   ".join(facts),
        times=statistics.TIMES,
        spans=list(zip(names.tolist(), starts.astype(float).tolist(), ends.astype(float).tolist())),
        example=_example(key, summary["example_insertion"], summary["example_unit"], areas),
        units=_population(key, names.tolist(), areas),
    )


def _example(key: dict[str, t.Any], insertion: int, unit: int, areas: dict[int, str]) -> example_unit.Example:
    one = dict(key, insertion_number=insertion, unit=unit)
    spikes = (ephys.Unit & one).fetch1("spike_times")
    sides = []
    for name in (psth.LEFT, psth.RIGHT):
        gos = psth.go_times(key, {"trial_condition_name": name})
        row = (psth.UnitPsth & one & {"trial_condition_name": name}).fetch1()
        rates = row["unit_psth"], row["unit_psth_error"]
        sides.append(example_unit.Side(len(gos), statistics.aligned(spikes, gos), *rates))
    return example_unit.Example(f"Unit {unit}, {areas[insertion]}", *sides)


def _population(key: dict[str, t.Any], periods: list[str], areas: dict[int, str]) -> population.Population:
    left, right = (
        np.stack((psth.UnitPsth & key & {"trial_condition_name": name}).fetch("unit_psth", order_by="KEY"))
        for name in (psth.LEFT, psth.RIGHT)
    )
    tests = [
        (psth.PeriodSelectivity & key & {"period": name}).fetch("left_rate", "right_rate", "p_value", order_by="KEY")
        for name in periods
    ]
    left_rate, right_rate, p_values = (np.stack(columns, axis=1) for columns in zip(*tests))
    selective = np.stack([statistics.discoveries(column) for column in p_values.T], axis=1)
    numbers = (ephys.Unit & key).fetch("insertion_number", order_by="KEY")
    insertion = np.searchsorted(list(areas), numbers)
    return population.Population(left, right, left_rate, right_rate, selective, insertion, list(areas.values()))
