from collections.abc import Mapping, Sequence

from pipeline.digest.ports import SliceKey
from pipeline.ingest.models import GroupId, TenantId


class MemorySegments:
    """The port ``SegmentCache``."""

    def __init__(self) -> None:
        self.saved: dict[tuple[TenantId, GroupId, SliceKey], bytes] = {}

    async def find(
        self, tenant: TenantId, group: GroupId, keys: Sequence[SliceKey]
    ) -> Mapping[SliceKey, bytes]:
        wanted = ((key, self.saved.get((tenant, group, key))) for key in keys)
        return {key: answer for key, answer in wanted if answer is not None}

    async def save(
        self, tenant: TenantId, group: GroupId, answers: Mapping[SliceKey, bytes]
    ) -> None:
        for key, answer in answers.items():
            self.saved.setdefault((tenant, group, key), answer)
