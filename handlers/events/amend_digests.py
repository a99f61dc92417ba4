"""Messages changed: what was told of them is corrected."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.events.link_threads import LinkThreads
from pipeline.events.groups import (
    GroupMessageDeleted,
    GroupMessageIngested,
    GroupMessageTranscribed,
)
from pipeline.ingest.models import GroupId, MessageId, TenantId

_Changed = GroupMessageIngested | GroupMessageTranscribed | GroupMessageDeleted


class Resting(Protocol):
    """What rests on messages: digests, answers that quote them."""

    async def touched(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class MessagesWereStored:
    """New ones find their threads; what rests on edited ones is corrected."""

    link: LinkThreads
    resting: Collection[Resting]

    async def __call__(self, events: Sequence[GroupMessageIngested]) -> None:
        await self.link(events)
        await _correct(self.resting, [event for event in events if event.edit_version])


@dataclass(frozen=True, slots=True)
class MessagesWereHeard:
    """What rests on them, while they had no words, is corrected."""

    link: LinkThreads
    resting: Collection[Resting]

    async def __call__(self, events: Sequence[GroupMessageTranscribed]) -> None:
        await self.link(events)
        await _correct(self.resting, events)


@dataclass(frozen=True, slots=True)
class MessagesWereDeleted:
    resting: Collection[Resting]

    async def __call__(self, events: Sequence[GroupMessageDeleted]) -> None:
        await _correct(self.resting, events)


async def _correct(resting: Collection[Resting], events: Sequence[_Changed]) -> None:
    groups: dict[tuple[int, int], list[MessageId]] = defaultdict(list)
    for event in events:
        groups[event.tenant_id, event.group_id].append(MessageId(event.message_id))
    for (tenant, group), messages in groups.items():
        for each in resting:
            await each.touched(TenantId(tenant), GroupId(group), messages)
