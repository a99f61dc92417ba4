"""An order whose digest is there: to the place where it was ordered, or to a clear end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import orjson
from aiogram import Bot

from bot.channels.chat import ChatChannel, RichRefusedError, UnreachableError
from bot.delivery import Delivery, may_go_out
from bot.orders.message_locks import MessageLocks
from bot.telegram.errors import SendUncertainError
from bot.telegram.limits import sending_as
from bot.views import telegram
from bot.views.digest_keyboard import digest_keyboard
from bot.views.report import Report, WindowReport
from bot.views.rich import rich_messages
from pipeline.delivery.errors import UncertainDeliveryError
from pipeline.delivery.models import ChatState, DeliveredChunk, Via
from pipeline.delivery.ports import Channel, ChatStatuses, DeliveryLedger
from pipeline.delivery.rates import Urgency
from pipeline.digest.amendment import Amend
from pipeline.digest.ports import Archive, DigestArchive, StoredDigest, Wording
from pipeline.digest.request import Language
from pipeline.events.models import DigestDeliveryDue
from pipeline.groups.access import Access
from pipeline.groups.ports import GroupBook, People
from pipeline.ingest.models import TenantId
from pipeline.orders.models import GIVEN_UP, Order, OrderId, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.orders.pursuing import SWITCHED_OFF
from pipeline.rollout.ports import Rollout
from pipeline.windows.ports import WindowBook

NO_ACCESS = "no_access"
HELD_BACK = "held_back"
UNCERTAIN = "uncertain"
ALREADY_THERE = "already_there"


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

    async def __call__(self, due: DigestDeliveryDue) -> None:
        """Deliver it once; what ends it otherwise is its state and reason.

        Raises:
            NotSentError: It certainly did not go out, and may the next time.
        """
        tenant = TenantId(due.tenant_id)
        order = await self.orders.get(tenant, OrderId(due.order_id))
        if not _may_be_tried(order) or order.digest_id is None:
            return
        reason = await self._refusal(order)
        if reason is not None:
            await self._settle(order, OrderState.BLOCKED, reason)
            return
        # What was edited or deleted since the digest was made is not told any more.
        await self.amend.outdated(tenant, order.digest_id)
        stored = await self.digests.get(tenant, order.digest_id)
        if not may_go_out(stored, stored.digest.decision.content_hash):
            await self._settle(order, OrderState.BLOCKED, HELD_BACK)
            return
        urgency = Urgency.ANSWER if order.subscription is None else Urgency.PUSH
        with sending_as(urgency):
            await self._hand_over(due, order, stored)

    async def report(self, order: Order, stored: StoredDigest) -> Report:
        window = await self.windows.get(order.tenant, order.window_id)
        return Report(
            group=await self.archive.group(order.tenant, order.group_id),
            windows=(WindowReport(window=window, stored=stored),),
            language=order.language,
        )

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

    async def _hand_over(self, due: DigestDeliveryDue, order: Order, stored: StoredDigest) -> None:
        report = await self.report(order, stored)
        match order.destination.via:
            case Via.NOBODY:
                await self._settle(order, OrderState.DELIVERED)
            case Via.WEBHOOK:
                channel = self.webhook(order.tenant, order, report)
                await self.delivery.hand_over(order.tenant, due, stored, channel)
                await self._settle(order, OrderState.DELIVERED)
            case Via.CHAT:
                async with self.locks.of(order):
                    await self._into_chat(due, order, stored, report)

    async def _into_chat(
        self, due: DigestDeliveryDue, order: Order, stored: StoredDigest, report: Report
    ) -> None:
        if await self._is_there(order, stored):
            await self._settle(order, OrderState.DELIVERED, ALREADY_THERE)
            return
        order = await self._where_it_moved(order)
        try:
            await self._show(due, order, stored, report)
        except UnreachableError as closed:
            await self._settle(order, OrderState.UNDELIVERABLE, closed.state)
        except (UncertainDeliveryError, SendUncertainError):
            await self._settle(order, OrderState.UNDELIVERABLE, UNCERTAIN)
        else:
            await self._settle(order, OrderState.DELIVERED)

    async def _show(
        self, due: DigestDeliveryDue, order: Order, stored: StoredDigest, report: Report
    ) -> None:
        try:
            channel = await self.channel(order, report, rich=await self.reads_rich(order))
            await self.delivery.hand_over(order.tenant, due, stored, channel)
        except RichRefusedError:
            if await self._went_out(order, stored):
                raise  # its chunks were cut another way
            channel = await self.channel(order, report, rich=False)
            await self.delivery.hand_over(order.tenant, due, stored, channel)

    async def _is_there(self, order: Order, stored: StoredDigest) -> bool:
        """Whether the chat has the digest already, in another message than the order's."""
        here = await self._went_out(order, stored)
        return bool(here) and here[0].reference != str(order.message_id)

    async def _went_out(self, order: Order, stored: StoredDigest) -> list[DeliveredChunk]:
        went_out = await self.ledger.delivered(order.tenant, stored.id)
        return [each for each in went_out if each.chat == order.destination.key]

    async def _where_it_moved(self, order: Order) -> Order:
        status = await self.statuses.get(order.destination.chat_id)
        if status.state is not ChatState.MIGRATED or status.migrated_to is None:
            return order
        destination = replace(order.destination, chat_id=status.migrated_to)
        return replace(order, destination=destination, message_id=None)

    async def _refusal(self, order: Order) -> str | None:
        """Why the digest may not be shown there now, whatever was allowed when it was ordered."""
        if not await self.rollout.digests_on(order.tenant):
            return SWITCHED_OFF
        if order.ordered_by is None or order.destination.via is not Via.CHAT:
            return None
        group = await self.groups.get(order.tenant, order.group_id)
        if order.destination.chat_id == group.chat.telegram_id:
            return None
        may = await self.access.may_read(group, order.ordered_by)
        return None if may else NO_ACCESS

    async def _settle(self, order: Order, state: OrderState, reason: str | None = None) -> None:
        await self.orders.settle(order.tenant, [order.id], state, reason)


def _may_be_tried(order: Order) -> bool:
    """It waits, or its dead letter is replayed."""
    given_up = (order.state, order.reason) == (OrderState.UNDELIVERABLE, GIVEN_UP)
    return order.state is OrderState.WAITING or given_up
