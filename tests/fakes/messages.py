from collections.abc import Iterable, Sequence

from pipeline.digest.ports import LinkedMessage
from pipeline.events.models import GroupMessageIngested
from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from pipeline.ingest.ports import Accepted
from pipeline.threads.models import Link, LinkReason, ThreadId
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups


class MemoryMessages:
    """The port ``MessageSink``; ``link`` does what a thread ledger would."""

    def __init__(self, groups: MemoryGroups, events: MemoryEvents) -> None:
        self._groups = groups
        self._events = events
        self._stored: dict[tuple[TenantId, GroupId], dict[MessageId, Message]] = {}
        self._links: dict[tuple[GroupId, MessageId], Link] = {}
        self.superseded: list[Message] = []
        """Earlier versions of messages, in the order in which they were replaced."""

    async def accept(self, tenant: TenantId, group: GroupId, batch: Sequence[Message]) -> Accepted:
        self._groups.get(tenant, group)
        latest = _latest(batch)
        for message in latest:
            _check_storable(message)
        fates = [self._accept(tenant, group, message) for message in latest]
        added, edited = fates.count("added"), fates.count("edited")
        await self._events.publish(
            [
                GroupMessageIngested(
                    tenant_id=tenant,
                    group_id=group,
                    message_id=message.id,
                    edit_version=message.edit_version,
                )
                for message, fate in zip(latest, fates, strict=True)
                if fate != "unchanged"
            ]
        )
        return Accepted(added, edited, len(batch) - added - edited)

    def link(self, group: GroupId, links: Iterable[Link]) -> None:
        self._links.update({(group, link.message_id): link for link in links})

    def of(self, tenant: TenantId, group: GroupId) -> list[LinkedMessage]:
        stored = self._stored.get((tenant, group), {}).values()
        in_order = sorted(stored, key=lambda message: (message.sent_at, message.id))
        return [self._linked(group, message) for message in in_order]

    def _accept(self, tenant: TenantId, group: GroupId, message: Message) -> str:
        messages = self._stored.setdefault((tenant, group), {})
        known = messages.get(message.id)
        if known is not None and known.edit_version > message.edit_version:
            return "unchanged"
        messages[message.id] = message
        if known is None:
            return "added"
        if known.edit_version == message.edit_version:
            return "unchanged"
        self.superseded.append(known)
        return "edited"

    def _linked(self, group: GroupId, message: Message) -> LinkedMessage:
        link = self._links.get((group, message.id))
        if link is None:
            return LinkedMessage(message, ThreadId(message.id), None, LinkReason.ROOT)
        return LinkedMessage(message, link.thread_id, link.parent_id, link.reason)


def _latest(batch: Sequence[Message]) -> list[Message]:
    latest: dict[MessageId, Message] = {}
    for message in batch:
        known = latest.get(message.id)
        if known is None or known.edit_version <= message.edit_version:
            latest[message.id] = message
    return list(latest.values())


def _check_storable(message: Message) -> None:
    """PostgreSQL holds neither a NUL nor half of a surrogate pair."""
    text = repr(message)
    if "\\x00" in text or any(f"\\ud{digit}" in text for digit in "89abcdef"):
        raise ValueError(f"message {message.id} cannot be stored")
