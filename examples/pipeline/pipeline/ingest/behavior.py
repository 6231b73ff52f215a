"""The recordings, and how their behaviour becomes sessions and trials."""

from __future__ import annotations

import typing as t

import datajoint as dj

from .. import experiment, lab
from .. import schema as named
from . import synthetic

schema = named("ingest_behavior")

SIDES = ("left", "right")


@schema
class Recording(dj.Lookup):
    definition = """
    # What a rig would have written to disk. A new row is a new session; `permutations` decides how long it takes.
    subject_id : int
    session : smallint
    ---
    session_date = "2026-01-01" : date
    seed = 1 : int unsigned  # the same seed gives the same session
    trials = 160 : smallint unsigned
    units = 40 : smallint unsigned  # of each insertion
    brain_areas = "ALM" : varchar(255)  # one insertion each, with commas between
    permutations = 2000 : int unsigned  # of the selectivity test, for each unit
    """
    contents = [
        (440010, 1, "2026-02-03", 101, 160, 44, "ALM", 2000),
        (440010, 2, "2026-02-04", 102, 180, 40, "ALM,Thalamus", 2000),
        (440011, 1, "2026-02-10", 111, 170, 48, "vS1", 2000),
        (440011, 2, "2026-02-11", 112, 200, 36, "vS1,ALM", 2000),
        (440012, 1, "2026-02-17", 121, 150, 46, "Striatum", 2000),
        (440012, 2, "2026-02-18", 122, 190, 38, "Medulla,Midbrain", 2000),
    ]

    @classmethod
    def read(cls, key: dict[str, t.Any]) -> dict[str, t.Any]:
        """A recording's row; `brain_areas` as a list."""
        row = (cls & key).fetch1()
        return dict(row, brain_areas=row["brain_areas"].split(","))


@schema
class BehaviorIngest(dj.Imported):
    definition = """
    -> Recording
    """

    def make(self, key: dict[str, t.Any]) -> None:
        recording = Recording.read(key)
        trials = synthetic.make_trials(recording["seed"], recording["trials"])
        lab.Subject.insert1({"subject_id": key["subject_id"], "username": "demo"}, skip_duplicates=True)
        session = dict(key, session_date=recording["session_date"], username="demo", rig="synthetic")
        experiment.Session.insert1(session)
        experiment.SessionTrial.insert(
            dict(key, trial=number, start_time=round(start, 4), go_time=round(go, 4))
            for number, (start, go) in enumerate(zip(trials.start.tolist(), trials.go.tolist()), 1)
        )
        experiment.BehaviorTrial.insert(_behavior(key, trials))
        self.insert1(key)


def _behavior(key: dict[str, t.Any], trials: synthetic.Trials) -> t.Iterator[dict[str, t.Any]]:
    for index in range(len(trials.start)):
        yield {
            **key,
            "trial": index + 1,
            "trial_instruction": SIDES[int(trials.right[index])],
            "outcome": "ignore" if trials.ignore[index] else "hit" if trials.hit[index] else "miss",
            "early_lick": "early" if trials.early[index] else "no early",
        }
