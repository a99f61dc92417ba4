"""Messages changed: what was told of them is corrected."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.events.link_threads import LinkThreads
from pipeline.digest.amendment import Amend
from pipeline.events.groups import GroupMessageDeleted, GroupMessageIngested
from pipeline.ingest.models import GroupId, MessageId, TenantId

_Changed = GroupMessageIngested | GroupMessageDeleted


@dataclass(frozen=True, slots=True)
class MessagesWereStored:
    """New ones find their threads; what rests on edited ones is corrected."""

    link: LinkThreads
    amend: Amend

    async def __call__(self, events: Sequence[GroupMessageIngested]) -> None:
        await self.link(events)
        await _amend(self.amend, [event for event in events if event.edit_version])


@dataclass(frozen=True, slots=True)
class MessagesWereDeleted:
    amend: Amend

    async def __call__(self, events: Sequence[GroupMessageDeleted]) -> None:
        await _amend(self.amend, events)


async def _amend(amend: Amend, events: Sequence[_Changed]) -> None:
    groups: dict[tuple[int, int], list[MessageId]] = defaultdict(list)
    for event in events:
        groups[event.tenant_id, event.group_id].append(MessageId(event.message_id))
    for (tenant, group), messages in groups.items():
        await amend.touched(TenantId(tenant), GroupId(group), messages)
