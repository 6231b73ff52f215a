"""How the recordings' spikes become insertions and units."""

from __future__ import annotations

import typing as t

import datajoint as dj

from .. import ephys
from .. import schema as named
from . import synthetic
from .behavior import BehaviorIngest, Recording  # noqa: F401 (a foreign key names the first) # pylint: disable=unused-import

schema = named("ingest_ephys")


@schema
class EphysIngest(dj.Imported):
    definition = """
    -> BehaviorIngest
    """

    def make(self, key: dict[str, t.Any]) -> None:
        recording = Recording.read(key)
        trials = synthetic.make_trials(recording["seed"], recording["trials"])
        for number, area in enumerate(recording["brain_areas"], 1):
            insertion = dict(key, insertion_number=number)
            seed = recording["seed"] * 1000 + number
            ephys.ProbeInsertion.insert1(dict(insertion, brain_area=area, hemisphere="left"))
            ephys.Unit.insert(
                dict(insertion, unit=index, unit_depth=unit.depth, spike_times=unit.spikes)
                for index, unit in enumerate(synthetic.make_units(seed, recording["units"], area, trials), 1)
            )
        self.insert1(key)
