from datetime import timedelta
from math import nan

import pytest

from pipeline.rollout.gates import (
    Bound,
    Decision,
    Gate,
    GateClass,
    Measured,
    Reading,
    Verdict,
    decide,
    verdict,
)

FRESH = timedelta(minutes=1)
OLD = timedelta(hours=1)


def gate(gate_class: GateClass = GateClass.P1, bound: Bound = Bound.AT_MOST) -> Gate:
    return Gate("a gate", gate_class, bound, 0.5, fewest=20, oldest=timedelta(minutes=15))


def reading(found: Verdict, gate_class: GateClass = GateClass.P1) -> Reading:
    value = {Verdict.BREACH: 0.9, Verdict.TOO_FEW: None}.get(found, 0.1)
    age = OLD if found is Verdict.STALE else FRESH
    return Reading(gate(gate_class), Measured(value, 0 if value is None else 20, age))


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (Measured(0.5, 20, FRESH), Verdict.OK),
        (Measured(0.51, 20, FRESH), Verdict.BREACH),
        (Measured(0.51, 19, FRESH), Verdict.TOO_FEW),
        (Measured(None, 0, None), Verdict.TOO_FEW),
        (Measured(nan, 20, FRESH), Verdict.TOO_FEW),
        (Measured(0.5, 20, OLD), Verdict.STALE),
        (Measured(0.9, 20, OLD), Verdict.STALE),
    ],
)
def test_a_figure_counts_if_there_are_enough_samples_and_fresh_ones(
    measured: Measured, expected: Verdict
) -> None:
    assert expected == verdict(gate(), measured)


def test_one_sample_breaks_an_invariant() -> None:
    assert Verdict.BREACH == verdict(gate(GateClass.P0), Measured(1.0, 1, OLD))


def test_a_lower_bound_is_broken_from_below() -> None:
    at_least = gate(bound=Bound.AT_LEAST)

    told = [verdict(at_least, Measured(value, 20, FRESH)) for value in (0.49, 0.5)]

    assert [Verdict.BREACH, Verdict.OK] == told


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], Decision.HOLD),
        ([reading(Verdict.OK), reading(Verdict.OK, GateClass.P0)], Decision.PROCEED),
        ([reading(Verdict.OK), reading(Verdict.TOO_FEW)], Decision.HOLD),
        ([reading(Verdict.OK), reading(Verdict.STALE)], Decision.HOLD),
        ([reading(Verdict.BREACH), reading(Verdict.OK, GateClass.P0)], Decision.HOLD),
        ([reading(Verdict.OK), reading(Verdict.BREACH, GateClass.P0)], Decision.ROLLBACK),
        ([reading(Verdict.TOO_FEW), reading(Verdict.BREACH, GateClass.P0)], Decision.ROLLBACK),
    ],
)
def test_only_open_gates_let_a_feature_proceed(
    readings: list[Reading], expected: Decision
) -> None:
    assert expected == decide(readings)
