"""Gates: figures of the database that have to be good before a feature reaches more people."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class GateClass(StrEnum):
    P0 = "P0"
    """An invariant: whoever breaks it once is switched off."""
    P1 = "P1"


class Bound(StrEnum):
    AT_MOST = "at most"
    AT_LEAST = "at least"


class Verdict(StrEnum):
    OK = "ok"
    BREACH = "breach"
    TOO_FEW = "too_few"
    """There are fewer samples than say anything."""
    STALE = "stale"
    """The newest sample is too old."""


class Decision(StrEnum):
    PROCEED = "PROCEED"
    HOLD = "HOLD"
    ROLLBACK = "ROLLBACK"


@dataclass(frozen=True, slots=True)
class Gate:
    name: str
    gate_class: GateClass
    bound: Bound
    threshold: float
    fewest: int
    """Samples that are needed for a verdict other than a breach of an invariant."""
    oldest: timedelta
    """How old the newest sample may be."""


@dataclass(frozen=True, slots=True)
class Measured:
    value: float | None
    """None without any sample."""
    samples: int
    """The denominator."""
    age: timedelta | None
    """Of the newest sample."""


@dataclass(frozen=True, slots=True)
class Reading:
    gate: Gate
    measured: Measured

    @property
    def verdict(self) -> Verdict:
        return verdict(self.gate, self.measured)


def verdict(gate: Gate, measured: Measured) -> Verdict:
    """What a gate's figure means.

    One sample suffices to break an invariant. Anything else needs enough of them, and fresh ones:
    silence is no success.
    """
    value = measured.value
    known = value is not None and not math.isnan(value)
    breached = known and value is not None and not _within(gate, value)
    if breached and gate.gate_class is GateClass.P0:
        return Verdict.BREACH
    if not known or measured.samples < gate.fewest:
        return Verdict.TOO_FEW
    if measured.age is None or measured.age > gate.oldest:
        return Verdict.STALE
    return Verdict.BREACH if breached else Verdict.OK


def decide(readings: Iterable[Reading]) -> Decision:
    """ROLLBACK if an invariant is broken, PROCEED if every gate is open, else HOLD."""
    return decided((reading.gate.gate_class, reading.verdict) for reading in readings)


def decided(verdicts: Iterable[tuple[GateClass, Verdict]]) -> Decision:
    """The same of gates that were read before."""
    all_of_them = tuple(verdicts)
    if (GateClass.P0, Verdict.BREACH) in all_of_them:
        return Decision.ROLLBACK
    if all_of_them and all(verdict is Verdict.OK for _, verdict in all_of_them):
        return Decision.PROCEED
    return Decision.HOLD


def _within(gate: Gate, value: float) -> bool:
    return value <= gate.threshold if gate.bound is Bound.AT_MOST else value >= gate.threshold
