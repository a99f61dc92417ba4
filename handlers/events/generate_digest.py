from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digest.runs import DigestRuns
from pipeline.events.models import DigestGenerateRequested


@dataclass(frozen=True, slots=True)
class GenerateDigest:
    """A digest was asked for: make it."""

    runs: DigestRuns

    async def __call__(self, events: Sequence[DigestGenerateRequested]) -> None:
        for event in events:
            await self.runs.generate(event)
