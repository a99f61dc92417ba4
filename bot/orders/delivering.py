"""An order whose digest is there: to the place where it was ordered, or to a clear end."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import orjson
from aiogram import Bot

from bot.channels.chat import ChatChannel, RichRefusedError, UnreachableError
from bot.delivery import Delivery, may_go_out
from bot.orders.message_locks import MessageLocks
from bot.orders.placed import PlacedDigest
from bot.telegram.errors import SendUncertainError
from bot.telegram.limits import sending_as
from bot.views import telegram
from bot.views.digest_keyboard import digest_keyboard
from bot.views.report import Report, WindowReport
from bot.views.rich import rich_messages
from pipeline.delivery.errors import UncertainDeliveryError
from pipeline.delivery.metrics import DeliveryMetrics, Outcome
from pipeline.delivery.models import ChatState, Destination, Via
from pipeline.delivery.ports import Channel, ChatStatuses, DeliveryLedger
from pipeline.delivery.rates import Urgency
from pipeline.digest.amendment import Amend
from pipeline.digest.ports import Archive, DigestArchive, Group, StoredDigest, Wording
from pipeline.digest.request import Language
from pipeline.events.orders import DigestDeliveryDue
from pipeline.groups.access import Access
from pipeline.groups.clocks import own_clock
from pipeline.groups.ports import GroupBook, People
from pipeline.ingest.models import TenantId
from pipeline.orders.models import GIVEN_UP, Order, OrderId, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.orders.pursuing import SWITCHED_OFF
from pipeline.rollout.models import Feature
from pipeline.rollout.ports import Rollout
from pipeline.windows.ports import WindowBook

NO_ACCESS = "no_access"
HELD_BACK = "held_back"
UNCERTAIN = "uncertain"
ALREADY_THERE = "already_there"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class OrderDelivery:
    orders: OrderBook
    digests: DigestArchive
    windows: WindowBook
    archive: Archive
    groups: GroupBook
    people: People
    access: Access
    rollout: Rollout
    statuses: ChatStatuses
    ledger: DeliveryLedger
    delivery: Delivery
    amend: Amend
    bot: Bot
    locks: MessageLocks
    wording: Callable[[Language], Wording]
    webhook: Callable[[TenantId, Order, Report], Channel]
    """The channel to a tenant's URL."""
    metrics: DeliveryMetrics

    async def __call__(self, due: DigestDeliveryDue) -> None:
        """Deliver it once; what ends it otherwise is its state and reason.

        Raises:
            NotSentError: It certainly did not go out, and may the next time.
        """
        tenant, number = TenantId(due.tenant_id), OrderId(due.order_id)
        order = await self.orders.get(tenant, number)
        with self.metrics.attempt(order.destination.via):
            if order.destination.via is not Via.CHAT:
                await self._deliver(due, order)
                return
            async with self.locks.chat(order.destination):
                await self._deliver(due, await self.orders.get(tenant, number))

    async def _deliver(self, due: DigestDeliveryDue, order: Order) -> None:
        if not _may_be_tried(order) or order.digest_id is None:
            return
        reason = await self._refusal(order)
        if reason is not None:
            await self._settle(order, OrderState.BLOCKED, reason)
            return
        # What was edited or deleted since the digest was made is not told any more. What will be
        # from here on is corrected by who then waits for the lock of the chat.
        await self.amend.outdated(order.tenant, order.digest_id)
        stored = await self.digests.get(order.tenant, order.digest_id)
        if not may_go_out(stored, stored.digest.decision.content_hash):
            await self._settle(order, OrderState.BLOCKED, HELD_BACK)
            return
        urgency = Urgency.ANSWER if order.subscription is None else Urgency.PUSH
        with sending_as(urgency):
            await self._hand_over(due, order, stored)

    async def report(self, order: Order, stored: StoredDigest) -> Report:
        """The digest by the clock of the place where it goes."""
        window = await self.windows.get(order.tenant, order.window_id)
        return Report(
            group=await self._by_clock_of_place(order),
            windows=(WindowReport(window=window, stored=stored),),
            language=order.language,
        )

    async def _by_clock_of_place(self, order: Order) -> Group:
        """The group: in private by the person's own clock, everywhere else by its own."""
        group = await self.archive.group(order.tenant, order.group_id)
        reader = order.ordered_by
        if reader is None or order.destination != Destination(Via.CHAT, reader):
            return group
        person = await self.people.find(reader)
        if person is None:
            return group
        connected = await self.groups.get(order.tenant, order.group_id)
        return replace(group, time_zone=own_clock(person, connected).zone)

    async def channel(self, order: Order, report: Report, *, rich: bool) -> ChatChannel:
        wording = self.wording(order.language)
        texts: Sequence[str] = (
            [orjson.dumps(blocks).decode() for blocks in rich_messages(report, wording)]
            if rich
            else telegram.chunks(report, wording)
        )
        return ChatChannel(
            self.bot,
            order.destination,
            texts,
            rich,
            order.message_id,
            digest_keyboard(wording, order),
        )

    async def reads_rich(self, order: Order) -> bool:
        """Whether rich messages are shown to whoever ordered it."""
        person = None if order.ordered_by is None else await self.people.find(order.ordered_by)
        return person is None or person.rich

    async def bring(self, order: Order, stored: StoredDigest, *, demanded: bool = False) -> bool:
        """Have the digest whole in the order's chat; False if it was there, in other messages.

        To be called by who has the lock of the chat. Of arguments and errors see
        ``PlacedDigest.bring``; where rich messages are refused, all of it is HTML.
        """
        due = DigestDeliveryDue(
            tenant_id=order.tenant,
            group_id=order.group_id,
            window_id=order.window_id,
            digest_id=stored.id,
            order_id=order.id,
        )
        return await self._in_form(
            order, stored, lambda placed: placed.bring(self.delivery, due, demanded=demanded)
        )

    async def correct(self, order: Order, stored: StoredDigest) -> None:
        """Have the digest's present text in what the order's chat has of it: see ``bring``."""
        await self._in_form(order, stored, lambda placed: placed.correct(self.delivery))

    async def _in_form(
        self,
        order: Order,
        stored: StoredDigest,
        deal: Callable[[PlacedDigest], Awaitable[Answer]],
    ) -> Answer:
        """Deal with what the order's chat has of the digest, in the form that is read there."""
        order = await self._where_it_moved(order)
        report = await self.report(order, stored)
        async with self.locks.of(order):
            try:
                channel = await self.channel(order, report, rich=await self.reads_rich(order))
                return await deal(PlacedDigest(self.ledger, order.tenant, stored, channel))
            except RichRefusedError:
                channel = await self.channel(order, report, rich=False)
                return await deal(PlacedDigest(self.ledger, order.tenant, stored, channel))

    async def _hand_over(self, due: DigestDeliveryDue, order: Order, stored: StoredDigest) -> None:
        match order.destination.via:
            case Via.NOBODY:
                await self._arrived(order, stored)
            case Via.WEBHOOK:
                report = await self.report(order, stored)
                channel = self.webhook(order.tenant, order, report)
                await self.delivery.hand_over(order.tenant, due, stored, channel)
                await self._arrived(order, stored)
            case Via.CHAT:
                await self._into_chat(order, stored)

    async def _into_chat(self, order: Order, stored: StoredDigest) -> None:
        try:
            brought = await self.bring(order, stored)
        except UnreachableError as closed:
            await self._settle(order, OrderState.UNDELIVERABLE, closed.state)
        except (UncertainDeliveryError, SendUncertainError):
            await self._settle(order, OrderState.UNDELIVERABLE, UNCERTAIN)
        else:
            await self._arrived(order, stored, None if brought else ALREADY_THERE)

    async def _where_it_moved(self, order: Order) -> Order:
        status = await self.statuses.get(order.destination.chat_id)
        if status.state is not ChatState.MIGRATED or status.migrated_to is None:
            return order
        destination = replace(order.destination, chat_id=status.migrated_to)
        return replace(order, destination=destination, message_id=None)

    async def _refusal(self, order: Order) -> str | None:
        """Why the digest may not be shown there now, whatever was allowed when it was ordered."""
        if not self.rollout.is_on(Feature.DIGEST_AGENT, order.tenant):
            return SWITCHED_OFF
        if order.ordered_by is None or order.destination.via is not Via.CHAT:
            return None
        group = await self.groups.get(order.tenant, order.group_id)
        if order.destination.chat_id == group.chat.telegram_id:
            return None
        may = await self.access.may_read(group, order.ordered_by)
        return None if may else NO_ACCESS

    async def _arrived(
        self, order: Order, stored: StoredDigest, reason: str | None = None
    ) -> None:
        await self.orders.settle(order.tenant, [order.id], OrderState.DELIVERED, reason)
        made = stored.begun_at and stored.begun_at + timedelta(seconds=stored.digest.seconds)
        due = max(order.created_at, made or order.created_at)
        self.metrics.arrived(order.destination.via, due)

    async def _settle(self, order: Order, state: OrderState, reason: str) -> None:
        await self.orders.settle(order.tenant, [order.id], state, reason)
        self.metrics.ended(order.destination.via, _outcome(state, reason))


def _outcome(state: OrderState, reason: str) -> Outcome:
    if state is OrderState.BLOCKED:
        return Outcome.REFUSED
    return Outcome.UNCERTAIN if reason == UNCERTAIN else Outcome.UNREACHABLE


def _may_be_tried(order: Order) -> bool:
    """It waits, or its dead letter is replayed."""
    given_up = (order.state, order.reason) == (OrderState.UNDELIVERABLE, GIVEN_UP)
    return order.state is OrderState.WAITING or given_up
