from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.events.groups import GroupMessageIngested, GroupMessageTranscribed
from pipeline.ingest.models import GroupId, TenantId
from pipeline.threads.linking import link_new_messages
from pipeline.threads.ports import ThreadLedgers
from pipeline.threads.settings import ThreadSettings


@dataclass(frozen=True, slots=True)
class LinkThreads:
    """New messages find their threads.

    The event only wakes the builder: it works off whatever its group has unlinked, in order, so
    events that come late, twice or out of order do no harm.
    """

    ledgers: ThreadLedgers
    settings: ThreadSettings

    async def __call__(
        self, events: Sequence[GroupMessageIngested | GroupMessageTranscribed]
    ) -> None:
        for tenant, group in dict.fromkeys((e.tenant_id, e.group_id) for e in events):
            await link_new_messages(self.ledgers, TenantId(tenant), GroupId(group), self.settings)
