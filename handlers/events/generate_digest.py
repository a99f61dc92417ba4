from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digest.runs import DigestRuns
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CHANNEL
from pipeline.orders.pursuing import Pursuit
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class GenerateDigest:
    """A digest was asked for: make it, as long as somebody waits for it."""

    runs: DigestRuns
    pursuit: Pursuit | None = None
    """None where nothing is ordered."""

    async def __call__(self, events: Sequence[DigestGenerateRequested]) -> None:
        for event in events:
            if self.pursuit is None or event.channel != CHANNEL:
                await self.runs.generate(event)
            else:
                await self._generate(event, self.pursuit)

    async def _generate(self, event: DigestGenerateRequested, pursuit: Pursuit) -> None:
        tenant, window = TenantId(event.tenant_id), WindowId(event.window_id)

        async def still_wanted() -> bool:
            wanted = await pursuit.orders.wanted(tenant, window)
            return any(language == event.language for language, _ in wanted)

        if not await self.runs.generate(event, still_wanted):
            # Whoever ordered it just before it was given up joined a run that gives them nothing.
            await pursuit.ordered(tenant, window)
