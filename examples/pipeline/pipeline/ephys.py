"""Probe insertions, units, their statistics, and a small archive of their clustering."""

from __future__ import annotations

import typing as t

import datajoint as dj
import numpy as np

from . import experiment, lab, statistics  # noqa: F401 (foreign keys name lab) # pylint: disable=unused-import
from . import schema as named

schema = named("ephys")


@schema
class ProbeInsertion(dj.Manual):
    definition = """
    -> experiment.Session
    insertion_number : tinyint
    ---
    -> lab.BrainArea
    hemisphere : enum("left", "right")
    """


@schema
class Unit(dj.Manual):
    definition = """
    -> ProbeInsertion
    unit : smallint
    ---
    unit_depth : float  # um, on the probe
    spike_times : longblob  # s, from the session's start
    """


@schema
class UnitStat(dj.Computed):
    definition = """
    -> Unit
    ---
    avg_firing_rate : float  # spikes/s
    isi_violation : float  # fraction of intervals under 2.5 ms
    interval_variation : float  # standard deviation of the intervals in a trial by their mean
    """

    key_source = ProbeInsertion

    def make(self, key: dict[str, t.Any]) -> None:
        starts, gos = (experiment.SessionTrial & key).fetch("start_time", "go_time", order_by="trial")
        length = statistics.recorded_seconds(starts.astype(float), gos.astype(float))
        for unit in (Unit & key).fetch(as_dict=True, order_by="unit"):
            spikes = unit.pop("spike_times")
            del unit["unit_depth"]
            self.insert1({**unit, **statistics.spike_train(spikes, length)})


@schema
class ArchivedClustering(dj.Computed):
    definition = """
    -> ProbeInsertion
    ---
    units : smallint unsigned
    spikes : int unsigned
    clustering : blob@archive_store  # of each unit, spikes in each minute of the session
    """

    def make(self, key: dict[str, t.Any]) -> None:
        units, spikes = (Unit & key).fetch("unit", "spike_times", order_by="unit")
        counts = {int(unit): np.bincount((times // 60).astype(int)) for unit, times in zip(units, spikes)}
        total = sum(len(times) for times in spikes)
        self.insert1(dict(key, units=len(units), spikes=total, clustering=counts))
