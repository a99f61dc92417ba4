from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digest.request import Engine, Language
from pipeline.digest.runs import DigestRuns
from pipeline.events.groups import GroupWindowReady
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class RequestDigest:
    """A window is ready: ask for its digest."""

    runs: DigestRuns
    language: Language
    engine: Engine
    channel: str

    async def __call__(self, events: Sequence[GroupWindowReady]) -> None:
        for event in events:
            await self.runs.request(
                TenantId(event.tenant_id),
                WindowId(event.window_id),
                self.language,
                self.engine,
                self.channel,
            )
