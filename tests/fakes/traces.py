from dataclasses import dataclass, field

from pipeline.ingest.models import TenantId
from pipeline.tracing.timeline import Subject, Timeline
from pipeline.tracing.wanted import Wanted


@dataclass(slots=True)
class MemoryTraces:
    """The port ``Traces``."""

    known: dict[Wanted, Timeline] = field(default_factory=dict)

    async def find(self, wanted: Wanted, tenant: TenantId | None) -> Subject | None:
        found = self.known.get(wanted)
        return None if found is None else found.subject

    async def read(self, subject: Subject) -> Timeline:
        [timeline] = [each for each in self.known.values() if each.subject == subject]
        return timeline
