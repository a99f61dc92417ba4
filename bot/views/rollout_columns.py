"""A gate's figures over time, in as many columns as a picture has room for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.rollout.gates import Verdict
from pipeline.rollout.samples import Sample

_KNOWN = frozenset({Verdict.OK, Verdict.BREACH})


@dataclass(frozen=True, slots=True)
class Column:
    value: float
    breached: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of time, cut into columns of the same width."""

    since: datetime
    until: datetime
    columns: int

    def column(self, moment: datetime) -> int | None:
        """The column of a moment; None outside the span."""
        place = int((moment - self.since) / self._width)
        return place if self.since <= moment < self.until else None

    def place(self, moment: datetime) -> float:
        """From 0 on the left to 1 on the right."""
        return (moment - self.since) / (self.until - self.since)

    @property
    def _width(self) -> timedelta:
        return (self.until - self.since) / self.columns


def columns_of(samples: Iterable[Sample], axis: Axis) -> Sequence[Column | None]:
    """The newest figure of each column, or its newest breach; None where nothing was known.

    Too few samples and old ones are nothing known, as for the decision itself.
    """
    found: list[Column | None] = [None] * axis.columns
    for sample in sorted(samples, key=lambda each: each.at):
        place = axis.column(sample.at)
        if place is None or sample.value is None or sample.verdict not in _KNOWN:
            continue
        before, breached = found[place], sample.verdict is Verdict.BREACH
        if breached or before is None or not before.breached:
            found[place] = Column(sample.value, breached)
    return found
