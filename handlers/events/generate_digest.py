from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digest.runs import DigestRuns
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CHANNEL
from pipeline.orders.pursuing import Pursuit
from pipeline.recordings.patience import AwaitRecordings
from pipeline.rollout.models import Feature
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class GenerateDigest:
    """A digest was asked for: make it, as long as somebody waits for it."""

    runs: DigestRuns
    pursuit: Pursuit | None = None
    """None where nothing is ordered."""
    hearing: AwaitRecordings | None = None
    """None where nothing comes while a digest is asked for."""

    async def __call__(self, events: Sequence[DigestGenerateRequested]) -> None:
        for event in events:
            if self.hearing is not None:
                await self.hearing(TenantId(event.tenant_id), WindowId(event.window_id))
            with self.runs.metrics.job() as job:
                if self.pursuit is None or event.channel != CHANNEL:
                    job.done = await self.runs.generate(event)
                else:
                    job.done = await self._generate(event, self.pursuit)

    async def _generate(self, event: DigestGenerateRequested, pursuit: Pursuit) -> bool:
        tenant, window = TenantId(event.tenant_id), WindowId(event.window_id)

        async def still_wanted() -> bool:
            if not pursuit.rollout.is_on(Feature.DIGEST_AGENT, tenant):
                return False
            wanted = await pursuit.orders.wanted(tenant, window)
            return any(language == event.language for language, _ in wanted)

        if await self.runs.generate(event, still_wanted):
            return True
        # Whoever ordered it just before it was given up joined a run that gives them nothing, and
        # whose digests were switched off is told so.
        await pursuit.ordered(tenant, window)
        return False
