from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipeline.digest.ports import LinkedMessage
from pipeline.events.groups import GroupMessageDeleted, GroupMessageIngested
from pipeline.groups.models import Reader
from pipeline.ingest.migration import former, former_id
from pipeline.ingest.models import ChatKind, GroupId, Message, MessageId, Reaction, TenantId
from pipeline.ingest.ports import Accepted
from pipeline.threads.models import Link, LinkReason, ThreadId
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups
from tests.fakes.sent_messages import MemorySentMessages


class MemoryMessages:
    """The ports ``MessageSink``, ``ReactionSink`` and ``StoredMessages``;

    ``link`` does what a thread ledger would."""

    def __init__(
        self, groups: MemoryGroups, events: MemoryEvents, sent: MemorySentMessages | None = None
    ) -> None:
        self._groups = groups
        self._sent = sent or MemorySentMessages()
        self._events = events
        self._stored: dict[tuple[TenantId, GroupId], dict[MessageId, Message]] = {}
        self._links: dict[tuple[GroupId, MessageId], Link] = {}
        self._tombstones: dict[tuple[GroupId, MessageId], datetime] = {}
        """When the messages were sent that are there no more."""
        self._edited_at: dict[tuple[GroupId, MessageId], datetime] = {}
        groups.on_migration(self._renumber)

    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        latest = _latest(batch)
        if self._is_former(tenant, group, said_in):
            latest = [former(message) for message in latest]
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

    async def delete(
        self,
        tenant: TenantId,
        group: GroupId | None,
        ids: Sequence[MessageId],
        *,
        said_in: int | None = None,
    ) -> Sequence[tuple[GroupId, MessageId]]:
        deleted = [
            (owner, place)
            for owner, renumber in self._groups_of(tenant, group, said_in)
            for message in sorted(set(ids))
            if self._erase(tenant, owner, place := former_id(message) if renumber else message)
        ]
        await self._events.publish(
            [
                GroupMessageDeleted(tenant_id=tenant, group_id=owner, message_id=message)
                for owner, message in deleted
            ]
        )
        return deleted

    def link(self, group: GroupId, links: Iterable[Link]) -> None:
        self._links.update({(group, link.message_id): link for link in links})

    def of(self, tenant: TenantId, group: GroupId) -> list[LinkedMessage]:
        """The group's messages but for those that were deleted."""
        stored = self._stored.get((tenant, group), {}).values()
        in_order = sorted(stored, key=lambda message: (message.sent_at, message.id))
        return [self._linked(group, message) for message in in_order]

    async def react(
        self,
        tenant: TenantId,
        group: GroupId,
        reactions: Mapping[MessageId, Sequence[Reaction]],
    ) -> int:
        """The port ``ReactionSink``."""
        stored = self._stored.get((tenant, group), {})
        changed = {
            number: replace(stored[number], reactions=tuple(counts))
            for number, counts in reactions.items()
            if number in stored and stored[number].reactions != tuple(counts)
        }
        stored.update(changed)
        return len(changed)

    async def ids_since(
        self, tenant: TenantId, group: GroupId, since: datetime
    ) -> Sequence[MessageId]:
        """The port ``StoredMessages``."""
        stored = (linked.message for linked in self.of(tenant, group))
        return sorted(message.id for message in stored if message.sent_at >= since)

    def ids_between(
        self, tenant: TenantId, group: GroupId, start: datetime, end: datetime
    ) -> set[MessageId]:
        """Those of tombstones too."""
        stored = self._stored.get((tenant, group), {}).values()
        there = {message.id for message in stored if start <= message.sent_at < end}
        return there | {
            number
            for (owner, number), sent_at in self._tombstones.items()
            if owner == group and start <= sent_at < end
        }

    def sent_at(self, tenant: TenantId, group: GroupId, message: MessageId) -> datetime | None:
        """When it was sent, also if it was deleted since."""
        self._groups.get(tenant, group)
        known = self._stored.get((tenant, group), {}).get(message)
        return self._tombstones.get((group, message)) if known is None else known.sent_at

    def migrated_at(self, tenant: TenantId, group: GroupId) -> datetime | None:
        return self._groups.get(tenant, group).migrated_at

    def is_outdated(self, group: GroupId, message: MessageId, since: datetime) -> bool:
        """Whether it is deleted, or was edited since then."""
        edited_at = self._edited_at.get((group, message), since)
        return (group, message) in self._tombstones or edited_at > since

    def _accept(self, tenant: TenantId, group: GroupId, message: Message) -> str:
        messages = self._stored.setdefault((tenant, group), {})
        known = messages.get(message.id)
        if (group, message.id) in self._tombstones:
            return "unchanged"
        if known is not None and known.edit_version > message.edit_version:
            return "unchanged"
        own = message.own or message.post in self._sent.places or (known is not None and known.own)
        messages[message.id] = replace(message, own=own)
        if known is None:
            return "added"
        if known.edit_version == message.edit_version:
            return "unchanged"
        self._edited_at[group, message.id] = datetime.now(UTC)
        return "edited"

    def _groups_of(
        self, tenant: TenantId, group: GroupId | None, said_in: int | None
    ) -> list[tuple[GroupId, bool]]:
        """The groups that are meant, and whether it is what was said before they migrated."""
        if group is not None:
            return [(group, self._is_former(tenant, group, said_in))]
        found = []
        for known in sorted(known for owner, known in self._stored if owner == tenant):
            row = self._groups.rows[tenant, known]
            migrated = row.migrated_from is not None and row.readers <= {Reader.ACCOUNT}
            basic = row.chat.kind is ChatKind.GROUP and row.readers != {Reader.BOT}
            if migrated or basic:
                found.append((known, migrated))
        return found

    def _is_former(self, tenant: TenantId, group: GroupId, chat: int | None) -> bool:
        self._groups.get(tenant, group)
        return chat is not None and self._groups.rows[tenant, group].migrated_from == chat

    def _renumber(self, tenant: TenantId, group: GroupId) -> None:
        self._events.renumber(tenant, group)
        stored = self._stored.pop((tenant, group), {})
        if stored:
            renumbered = [former(message) for message in stored.values()]
            self._stored[tenant, group] = {message.id: message for message in renumbered}
        for table in (self._links, self._tombstones, self._edited_at):
            _move_keys(table, group)
        self._links.update(
            {place: _former_link(link) for place, link in self._links.items() if place[0] == group}
        )

    def _erase(self, tenant: TenantId, group: GroupId, message: MessageId) -> bool:
        known = self._stored.get((tenant, group), {}).pop(message, None)
        if known is None:
            return False
        self._tombstones[group, message] = known.sent_at
        return True

    def _linked(self, group: GroupId, message: Message) -> LinkedMessage:
        link = self._links.get((group, message.id))
        if link is None:
            return LinkedMessage(message, ThreadId(message.id), None, LinkReason.ROOT)
        return LinkedMessage(message, link.thread_id, link.parent_id, link.reason)


def _move_keys(table: dict[tuple[GroupId, MessageId], Any], group: GroupId) -> None:
    for owner, message in [place for place in table if place[0] == group]:
        table[owner, former_id(message)] = table.pop((owner, message))


def _former_link(link: Link) -> Link:
    parent = link.parent_id
    return replace(
        link,
        message_id=former_id(link.message_id),
        thread_id=ThreadId(former_id(link.thread_id)),
        parent_id=None if parent is None else former_id(parent),
    )


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
