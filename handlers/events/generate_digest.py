from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.digest.runs import DigestRuns
from pipeline.events.models import DigestGenerateRequested


def _nobody_waits() -> None:
    """Nobody watches the digests being made."""


@dataclass(frozen=True, slots=True)
class GenerateDigest:
    """A digest was asked for: make it."""

    runs: DigestRuns
    made: Callable[[], None] = _nobody_waits

    async def __call__(self, events: Sequence[DigestGenerateRequested]) -> None:
        for event in events:
            await self.runs.generate(event)
            self.made()
