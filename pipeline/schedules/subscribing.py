"""Who may have which schedule, where its digests may go, and when it first falls due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, assert_never

from pipeline.delivery.models import Destination, Via
from pipeline.groups.access import Access
from pipeline.groups.finding import answering, readable_group
from pipeline.groups.models import ConnectedGroup, Person, PersonId, Scope
from pipeline.ingest.models import GroupId, TenantId
from pipeline.rollout.models import Feature
from pipeline.rollout.ports import Rollout
from pipeline.schedules.models import (
    NewSubscription,
    Slot,
    Subscription,
    SubscriptionId,
    Timetable,
)
from pipeline.schedules.ports import SubscriptionBook
from pipeline.schedules.preferences import Preferences
from pipeline.schedules.rules import next_slot
from pipeline.webhooks.models import Endpoint
from pipeline.webhooks.ports import Endpoints

MOST = 10
"""Schedules that one person may have of one group."""


class Refusal(StrEnum):
    NO_ACCESS = "no_access"
    """They may not read the group, or there is none."""
    NOT_MANAGER = "not_manager"
    """Digests go where others see them only by the word of who manages the group."""
    NO_PLACE = "no_place"
    """Nothing can be sent there: the bot may not post, or they do not run that channel."""
    GONE = "gone"
    """They have no such schedule."""
    NEVER = "never"
    """It has no day of the week."""
    TOO_MANY = "too_many"
    SWITCHED_OFF = "switched_off"
    """The tenant has no digests at present: nothing is arranged, and what stands is silent."""


class ChannelProblem(StrEnum):
    UNKNOWN = "unknown"
    """There is none of that name, or the bot is not in it."""
    NO_CHANNEL = "no_channel"
    """It is a person or a group."""
    CANNOT_POST = "cannot_post"
    """The bot is no administrator there that may post."""
    NOT_YOURS = "not_yours"
    """They are no administrator there that may post."""


@dataclass(frozen=True, slots=True)
class Channel:
    id: int
    title: str


class Channels(Protocol):
    """Telegram channels as the bot sees them."""

    async def open_to(self, person: PersonId, reference: int | str) -> Channel | ChannelProblem:
        """The channel of that id or @name, if the person and the bot both may post in it."""
        ...

    async def title(self, channel: int) -> str | None:
        """None if the bot does not see it any more."""
        ...


@dataclass(frozen=True, slots=True)
class Subscribing:
    """Each step asks anew who somebody is: buttons carry ids that anybody can write."""

    book: SubscriptionBook
    access: Access
    endpoints: Endpoints
    channels: Channels
    now: Callable[[], datetime]
    rollout: Rollout
    preferences: Preferences

    def digests_on(self, group: ConnectedGroup) -> bool:
        return self.rollout.is_on(Feature.DIGEST_AGENT, group.tenant)

    async def groups(self, person: PersonId) -> Sequence[ConnectedGroup]:
        """Those whose digests they may have."""
        return await self.access.readable(person)

    async def group_here(self, chat: int, person: PersonId) -> ConnectedGroup | None:
        """The group that answers in a chat; None if there is none, or not for them."""
        group = answering(await self.access.groups.of_chat(chat))
        if group is None or not await self.access.may_read(group, person):
            return None
        return group

    async def group(
        self, tenant: TenantId, group: GroupId, person: PersonId
    ) -> ConnectedGroup | None:
        """None if there is no such group, or not for them."""
        return await readable_group(self.access, tenant, group, person)

    async def schedules(self, group: ConnectedGroup, person: PersonId) -> Sequence[Subscription]:
        own = await self.book.of_person(group.tenant, person)
        return [each for each in own if each.group_id == group.id]

    async def find(
        self, tenant: TenantId, subscription: SubscriptionId, person: PersonId
    ) -> Subscription | None:
        """None if they have no such schedule, whoever else may."""
        own = await self.book.of_person(tenant, person)
        return next((each for each in own if each.id == subscription), None)

    async def may_publish(self, group: ConnectedGroup, person: PersonId) -> bool:
        """Whether they may have digests sent where others see them."""
        return await self.access.may_manage(group, person)

    async def webhooks(self, group: ConnectedGroup, person: PersonId) -> Sequence[Endpoint]:
        """The tenant's own URLs, for its administrators."""
        if Scope.ADMIN not in await self.access.members.scopes(group.tenant, person):
            return []
        return await self.endpoints.of_tenant(group.tenant)

    async def save(
        self,
        group: ConnectedGroup,
        person: Person,
        timetable: Timetable,
        destination: Destination,
        *,
        replacing: SubscriptionId | None = None,
    ) -> Subscription | Refusal:
        """Add a schedule, or change the one it replaces; either is enabled from then on.

        What goes to the person alone is told in their language, all else in the group's.

        Raises:
            ValueError: A daily timetable has no time.
            zoneinfo.ZoneInfoNotFoundError: There is no such zone.
        """
        own = await self.schedules(group, person.id)
        old = next((each for each in own if each.id == replacing), None)
        refusal = await self._refusal(group, person.id, destination)
        if refusal is None and not timetable.weekdays:
            refusal = Refusal.NEVER
        if refusal is None and old is None and len(own) >= MOST:
            refusal = Refusal.TOO_MANY
        if refusal is not None:
            return refusal
        due_at = next_slot(timetable, self.now()).due_at
        if old is not None and old.destination == destination:
            await self.book.change(group.tenant, old.id, timetable, due_at)
            return await self.book.enable(group.tenant, old.id, True, due_at)
        private = destination == Destination(Via.CHAT, person.id)
        language = person.language if private else group.language
        new = NewSubscription(group.id, person.id, destination, language, timetable)
        added = await self.book.add(group.tenant, new, due_at)
        if old is not None and old.id != added.id:
            await self.book.remove(group.tenant, old.id)
        return added

    async def pause(
        self, tenant: TenantId, subscription: SubscriptionId, person: PersonId
    ) -> Subscription | Refusal:
        known = await self.find(tenant, subscription, person)
        if known is None:
            return Refusal.GONE
        return await self.book.enable(tenant, known.id, False, known.next_due_at)

    async def resume(
        self, tenant: TenantId, subscription: SubscriptionId, person: PersonId
    ) -> Subscription | Refusal:
        """From now on: what fell due meanwhile is not caught up."""
        known = await self.find(tenant, subscription, person)
        if known is None:
            return Refusal.GONE
        group = await self.group(tenant, known.group_id, person)
        if group is None:
            return Refusal.NO_ACCESS
        refusal = await self._refusal(group, person, known.destination)
        if refusal is not None:
            return refusal
        due_at = next_slot(known.timetable, self.now()).due_at
        return await self.book.enable(tenant, known.id, True, due_at)

    async def remove(
        self, tenant: TenantId, subscription: SubscriptionId, person: PersonId
    ) -> Refusal | None:
        """None once it is gone."""
        known = await self.find(tenant, subscription, person)
        if known is None:
            return Refusal.GONE
        await self.book.remove(tenant, known.id)
        return None

    async def pause_all(self, group: ConnectedGroup, person: PersonId) -> int:
        """How many were running until now."""
        own = [each for each in await self.schedules(group, person) if each.enabled]
        for each in own:
            await self.book.enable(group.tenant, each.id, False, each.next_due_at)
        return len(own)

    def upcoming(self, timetable: Timetable, count: int = 3) -> Sequence[Slot]:
        """The next pushes, each at an instant of its own, also where a clock is changed."""
        slots: list[Slot] = []
        after = self.now()
        while len(slots) < count:
            slots.append(next_slot(timetable, after))
            after = slots[-1].due_at
        return slots

    async def _refusal(
        self, group: ConnectedGroup, person: PersonId, destination: Destination
    ) -> Refusal | None:
        if not await self.access.may_read(group, person):
            return Refusal.NO_ACCESS
        if not self.digests_on(group):
            return Refusal.SWITCHED_OFF
        if destination == Destination(Via.CHAT, person):
            return None
        if not await self.may_publish(group, person):
            return Refusal.NOT_MANAGER
        return None if await self._is_open(group, person, destination) else Refusal.NO_PLACE

    async def _is_open(
        self, group: ConnectedGroup, person: PersonId, destination: Destination
    ) -> bool:
        match destination.via:
            case Via.CHAT if destination.chat_id == group.chat.telegram_id:
                return True
            case Via.CHAT:
                found = await self.channels.open_to(person, destination.chat_id)
                return isinstance(found, Channel)
            case Via.WEBHOOK:
                webhooks = await self.webhooks(group, person)
                return any(each.id == destination.chat_id for each in webhooks)
            case Via.NOBODY:
                return False
            case never:
                assert_never(never)
