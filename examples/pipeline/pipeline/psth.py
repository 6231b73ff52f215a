"""What units do in left and right trials: mean rates over time, and a test of their selectivity."""

from __future__ import annotations

import typing as t

import datajoint as dj
import numpy as np

from . import ephys, experiment, statistics
from . import schema as named
from .ingest.behavior import Recording

schema = named("psth")

LEFT, RIGHT = "good_noearlylick_left_hit", "good_noearlylick_right_hit"


@schema
class TrialCondition(dj.Lookup):
    definition = """
    trial_condition_name : varchar(64)
    ---
    trial_instruction : enum("left", "right")
    outcome : enum("hit", "miss")
    """
    contents = [
        (LEFT, "left", "hit"),
        (RIGHT, "right", "hit"),
        ("good_noearlylick_left_miss", "left", "miss"),
        ("good_noearlylick_right_miss", "right", "miss"),
    ]


def go_times(session: dict[str, t.Any], condition: t.Any) -> t.Any:
    """When the go cues of a condition's trials without an early lick were, in s from the session's start."""
    trials = experiment.SessionTrial * experiment.BehaviorTrial & 'early_lick = "no early"'
    wanted = (TrialCondition & condition).proj("trial_instruction", "outcome").fetch(as_dict=True)
    wanted = [{name: row[name] for name in ("trial_instruction", "outcome")} for row in wanted]
    return (trials & session & wanted).fetch("go_time", order_by="trial").astype(float)


@schema
class UnitPsth(dj.Computed):
    definition = """
    -> ephys.Unit
    -> TrialCondition
    ---
    trials : smallint unsigned
    unit_psth : longblob  # mean rate in spikes/s, at pipeline.statistics.TIMES
    unit_psth_error : longblob  # its standard error
    """

    key_source = ephys.ProbeInsertion

    def make(self, key: dict[str, t.Any]) -> None:
        conditions = TrialCondition.fetch("KEY")
        gos = [go_times(key, condition) for condition in conditions]
        for unit in (ephys.Unit & key).proj("spike_times").fetch(as_dict=True, order_by="unit"):
            spikes = unit.pop("spike_times")
            self.insert({**unit, **name, **_psth(spikes, go)} for name, go in zip(conditions, gos))


def _psth(spikes: t.Any, gos: t.Any) -> dict[str, t.Any]:
    mean, error = statistics.psth(statistics.binned(spikes, gos))
    return {"trials": len(gos), "unit_psth": mean.astype("float32"), "unit_psth_error": error.astype("float32")}


@schema
class PeriodSelectivity(dj.Computed):
    definition = """
    # Right against left trials, without errors and early licks
    -> ephys.Unit
    -> experiment.Period
    ---
    left_rate : float  # spikes/s
    right_rate : float  # spikes/s
    selectivity : float  # (right - left) / (right + left)
    p_value : double  # of a permutation test
    permutations : int unsigned
    """

    key_source = ephys.ProbeInsertion

    def make(self, key: dict[str, t.Any]) -> None:
        names, starts, ends = experiment.Period.fetch("period", "period_start", "period_end", order_by="period_start")
        periods = list(zip(starts.astype(float), ends.astype(float)))
        sides = [go_times(key, {"trial_condition_name": name}) for name in (LEFT, RIGHT)]
        seed, permutations = (Recording & key).fetch1("seed", "permutations")
        for unit in (ephys.Unit & key).proj("spike_times").fetch(as_dict=True, order_by="unit"):
            spikes, chance = unit.pop("spike_times"), (seed, key["insertion_number"], unit["unit"])
            found = _test(spikes, sides, periods, permutations, chance)
            self.insert({**unit, "period": name, **row} for name, row in zip(names, found))


def _test(
    spikes: t.Any, sides: list[t.Any], periods: list[tuple[float, float]], permutations: int, seed: t.Sequence[int]
) -> t.Iterator[dict[str, t.Any]]:
    """What the test finds for each period. sides: go cues of left and right trials."""
    counts = [statistics.period_counts(spikes, gos, periods) for gos in sides]
    right = np.repeat([False, True], [len(gos) for gos in sides])
    p_values = statistics.permutation_test(np.concatenate(counts), right, permutations, seed)
    lengths = np.array([end - start for start, end in periods])
    left_rate, right_rate = (count.mean(axis=0) / lengths for count in counts)
    indices = statistics.selectivity(left_rate, right_rate)
    for values in zip(left_rate.tolist(), right_rate.tolist(), indices.tolist(), p_values.tolist()):
        yield {
            **dict(zip(("left_rate", "right_rate", "selectivity", "p_value"), values)),
            "permutations": permutations,
        }


@schema
class SessionSelectivity(dj.Computed):
    definition = """
    # One row a session, when all of its insertions are done
    -> experiment.Session
    ---
    units : smallint unsigned
    trials : smallint unsigned
    sample_units : smallint unsigned  # selective during the sample, a twentieth of them falsely
    delay_units : smallint unsigned
    response_units : smallint unsigned
    -> ephys.Unit.proj(example_insertion="insertion_number", example_unit="unit")  # the clearest one in the delay
    """

    @property
    def key_source(self) -> t.Any:
        """Sessions with insertions, none of which is still to be done."""
        sessions = experiment.Session & ephys.ProbeInsertion.proj()
        for table in (UnitPsth, PeriodSelectivity):
            sessions = sessions - (ephys.ProbeInsertion - table.proj()).proj()
        return sessions

    def make(self, key: dict[str, t.Any]) -> None:
        rows = (PeriodSelectivity & key).fetch(as_dict=True, order_by="KEY")
        by_period = {name: [row for row in rows if row["period"] == name] for name in experiment.Period.fetch("period")}
        counts = {
            f"{name}_units": int(statistics.discoveries([row["p_value"] for row in found]).sum())
            for name, found in by_period.items()
        }
        best = max(by_period["delay"], key=_clearness)
        example = {"example_insertion": best["insertion_number"], "example_unit": best["unit"]}
        trials = len(experiment.SessionTrial & key)
        self.insert1({**key, **counts, **example, "units": len(by_period["delay"]), "trials": trials})


def _clearness(row: dict[str, t.Any]) -> float:
    """How well one sees what a unit prefers: the difference of its rates, by what chance makes of them."""
    return float(abs(row["right_rate"] - row["left_rate"]) / np.sqrt(row["right_rate"] + row["left_rate"] + 1))
