from collections.abc import Sequence

from pipeline.digest.models import DigestId
from pipeline.feedback.models import Feedback
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId
from tests.fakes.digests import MemoryDigests


class MemoryFeedback:
    """The port ``FeedbackBook``."""

    def __init__(self, digests: MemoryDigests) -> None:
        self._digests = digests
        self._given: dict[tuple[TenantId, DigestId, PersonId, int, str], Feedback] = {}

    async def add(self, tenant: TenantId, feedback: Feedback) -> bool:
        stored = await self._digests.get(tenant, feedback.digest_id)
        if feedback.seen not in ("", stored.digest.decision.content_hash):
            raise LookupError(f"digest {feedback.digest_id} is not as it was seen")
        position = -1
        if feedback.statement is not None:
            position = range(len(stored.digest.statements))[feedback.statement]
        place = (tenant, feedback.digest_id, feedback.person, position, feedback.seen)
        known = self._given.get(place)
        self._given[place] = feedback
        return known != feedback

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Feedback]:
        places = [place for place in self._given if place[:2] == (tenant, digest)]
        return [self._given[place] for place in sorted(places)]
