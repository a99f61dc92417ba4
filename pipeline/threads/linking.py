"""The use case: give every new message of a group its place in the talk."""

import asyncio
from collections.abc import Sequence

from pipeline.ingest.models import GroupId, TenantId
from pipeline.threads.models import Link, Utterance
from pipeline.threads.ports import ThreadLedgers
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.settings import ThreadSettings


async def link_new_messages(
    ledgers: ThreadLedgers, tenant: TenantId, group: GroupId, settings: ThreadSettings
) -> int:
    """Link the group's unlinked messages, in order; how many there were.

    0 also where another worker holds the group: it sees the same messages. Each batch is recorded
    before the next is read, so that whatever stops the work, the next run goes on from there.
    """
    async with ledgers.open(tenant, group) as ledger:
        if ledger is None:
            return 0
        linked = 0
        builder: ThreadBuilder | None = None
        while batch := await ledger.unlinked(settings.batch):
            if builder is None:
                recent = await ledger.recent(settings.memory)
                builder = await asyncio.to_thread(ThreadBuilder.resume, recent, settings)
            links = await asyncio.to_thread(_link, builder, batch)
            await ledger.record(links)
            linked += len(links)
        return linked


def _link(builder: ThreadBuilder, batch: Sequence[Utterance]) -> list[Link]:
    return [builder.link(utterance) for utterance in batch]
