"""The map step between its three nodes: what is to be read, and what was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.digest.model.asker import Asker, Tally
from pipeline.digest.model.packing import Pack
from pipeline.digest.model.segmenter import PackResult, joined
from pipeline.digest.model.slices import Slice
from pipeline.digest.model.units import Units
from pipeline.llm.errors import ModelError

RUN_TOKENS = "run_tokens"
"""Why the lightest slices of a window with too much talk are left to the rules."""


class NothingReadError(ModelError):
    """No slice of the window was read by a model; the reason is that of its first call."""

    def __init__(self, reason: str) -> None:
        super().__init__("the model read nothing of this window — the rules mark its messages")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Plan:
    slices: tuple[Slice, ...]
    known: Mapping[str, Units]
    """What was read before, by slice hash."""
    packs: tuple[Pack, ...]
    left: tuple[str, ...]
    """Slices beyond what a run may send."""
    began: float
    """By ``time.perf_counter()``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one pack, and what it cost."""

    result: PackResult
    tally: Tally

    @property
    def model(self) -> str | None:
        """Who read it; of several, as after a change of tier, the first by name."""
        return min(self.tally.models, default=None)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is read of the window, by slice hash."""

    units: Mapping[str, Units]
    assembled: Mapping[str, Units]
    """Of these, the slices whose parts several packs held: nobody has kept them yet."""


def gather(plan: Plan, readings: Iterable[Reading], asker: Asker) -> Gathered:
    """Put together what the packs gave; costs and failures go to the asker's tally.

    Raises:
        NothingReadError: There is talk, and nothing of it was read.
    """
    readings = tuple(readings)
    whole = joined(reading.result for reading in readings)
    for reading in readings:
        asker.tally.add(reading.tally)
    reasons = dict.fromkeys(whole.failed.values())
    if plan.left:
        reasons[RUN_TOKENS] = None
    read = {**plan.known, **whole.units}
    if reasons and not read:
        raise NothingReadError(next(iter(reasons)))
    asker.tally.failures.extend(reasons)
    kept = {slice_hash for reading in readings for slice_hash in reading.result.units}
    return Gathered(
        units=read,
        assembled={key: units for key, units in whole.units.items() if key not in kept},
    )
