"""What the watch does by itself: it kills what breaks an invariant, and holds what gets worse.

Only people open again what it shut (``pipeline.rollout.rules.transitions``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.rollout.flags import Overrides
from pipeline.rollout.gates import Bound, GateClass, Reading, Verdict
from pipeline.rollout.models import OPENING, Act, Entry, Stage, State

_BY_PEOPLE: Final = OPENING | {Act.ROLLBACK}
_CLASS: Final = {Act.KILL: GateClass.P0, Act.HOLD: GateClass.P1}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be done, and the gates because of which."""

    act: Act
    broken: tuple[Reading, ...]


def reaches_somebody(state: State, overrides: Overrides) -> bool:
    """Whether anybody may have the feature: by its stage, a list or the environment."""
    return not state.killed and bool(
        state.stage is not Stage.OFF
        or state.allowed
        or state.feature in overrides.full
        or overrides.allowed.get(state.feature)
    )


def ruling(
    state: State, readings: Sequence[Reading], accepted: frozenset[str] = frozenset()
) -> Ruling | None:
    """What the gates ask for; None if nothing.

    Args:
        state: Of a feature that reaches somebody.
        readings: Of all its gates.
        accepted: Gates that were closed already when people moved it.
    """
    invariants = breached(readings, GateClass.P0)
    if invariants:
        return Ruling(Act.KILL, invariants)
    worse = breached(readings, GateClass.P1)
    if state.held or all(reading.gate.name in accepted for reading in worse):
        return None
    return Ruling(Act.HOLD, worse)


def breached(readings: Iterable[Reading], gate_class: GateClass) -> tuple[Reading, ...]:
    return tuple(
        reading
        for reading in readings
        if reading.gate.gate_class is gate_class and reading.verdict is Verdict.BREACH
    )


def accepted_by(history: Iterable[Entry]) -> frozenset[str]:
    """The gates that were closed when people last moved the feature; ``history``: newest first.

    They saw them, so these do not hold it again until they were open in between.
    """
    moved = next((entry for entry in history if entry.act in _BY_PEOPLE), None)
    if moved is None:
        return frozenset()
    return frozenset(each.gate.name for each in breached(moved.gates, GateClass.P1))


def note(ruling: Ruling, evidence: Mapping[str, Sequence[str]]) -> str:
    """A line for each gate, as the journal and the operators get it.

    Args:
        ruling: What is done.
        evidence: Rows by gate, as ``table key``.
    """
    return "\n".join(
        _line(reading, evidence.get(reading.gate.name, ())) for reading in ruling.broken
    )


def told_gates(entry: Entry) -> tuple[Reading, ...]:
    """Those of the journal's gates because of which the watch did what it did."""
    gate_class = _CLASS.get(Act(entry.act))
    return () if gate_class is None else breached(entry.gates, gate_class)


def _line(reading: Reading, rows: Sequence[str]) -> str:
    gate, measured = reading.gate, reading.measured
    sign = ">" if gate.bound is Bound.AT_MOST else "<"
    figures = f"{gate.name} {measured.value:.4g} {sign} {gate.threshold:.4g}"
    told = f"{figures} (n = {measured.samples})"
    return f"{told}: {', '.join(rows)}" if rows else told
