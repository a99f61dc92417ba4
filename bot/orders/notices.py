"""What is said of an order that ended without a digest in its place."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup

from bot.orders.delivering import ALREADY_THERE, NO_ACCESS, UNCERTAIN
from bot.orders.message_locks import MessageLocks
from bot.telegram.errors import TelegramError
from bot.views.digest_keyboard import show_keyboard
from bot.views.notices import notice
from bot.views.report import Counts, WindowReport
from pipeline.delivery.models import ChatState, Via
from pipeline.delivery.ports import DeliveryLedger
from pipeline.digest.ports import Archive, DigestArchive, Wording
from pipeline.digest.request import Language
from pipeline.events.orders import DigestOrderSettled
from pipeline.groups.sighting import Sighting
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CALLED_OFF, DROPPED, GIVEN_UP, Order, OrderId, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.orders.pursuing import SWITCHED_OFF
from pipeline.windows.models import SkipReason, WindowStatus
from pipeline.windows.ports import WindowBook

_CLOSED = frozenset(state.value for state in ChatState)
_SAID = frozenset({SWITCHED_OFF, NO_ACCESS, UNCERTAIN, GIVEN_UP, DROPPED, CALLED_OFF})
"""Reasons that have a wording of their own."""
_UNTOLD = frozenset({SkipReason.EMPTY.value, SkipReason.TOO_FEW.value})
"""Where a schedule found nothing to tell, nothing is said."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OrderNotices:
    orders: OrderBook
    windows: WindowBook
    archive: Archive
    digests: DigestArchive
    ledger: DeliveryLedger
    bot: Bot
    locks: MessageLocks
    wording: Callable[[Language], Wording]
    sighting: Sighting

    async def __call__(self, settled: DigestOrderSettled) -> None:
        """Say it in the message that showed the progress, or once in a new one.

        What is there of the digest is not written over.
        """
        order = await self.orders.get(TenantId(settled.tenant_id), OrderId(settled.order_id))
        if order.destination.via is not Via.CHAT:
            return
        blind = order.reason in _UNTOLD and await self._is_blind(order)
        if _is_silent(order) and not blind:
            return
        wording = self.wording(order.language)
        text = wording.say("digest-skipped-blind") if blind else await self._text(order, wording)
        async with self.locks.of(order):
            there = await self._there(order)
            begun = str(order.message_id) in there
            if not (order.message_id is None or begun or order.reason in _CLOSED):
                await self._rewrite(order, text, wording)
                return
        if begun and order.state is OrderState.STOPPED:
            return  # too late
        if await self._may_tell(order):
            unfinished = there and order.reason == UNCERTAIN
            told = wording.say("order-unfinished") if unfinished else text
            await self._tell(order, told, wording)

    async def _there(self, order: Order) -> Collection[str | None]:
        """The messages in which the chat has the digest, or a part of it."""
        if order.digest_id is None:
            return ()
        chat = order.destination.key
        found = await self.ledger.delivered(order.tenant, order.digest_id, chat)
        return [chunk.reference for chunk in found]

    async def _may_tell(self, order: Order) -> bool:
        if _is_silenced(order):
            return await self.orders.claim_off_notice(order.tenant, order.id)
        return await self.orders.claim_notice(order.tenant, order.id)

    async def _is_blind(self, order: Order) -> bool:
        """Whether there is no talk because the bot sees none: nobody was told so before."""
        group = await self.sighting.groups.get(order.tenant, order.group_id)
        try:
            return await self.sighting.is_blind(group)
        except (TelegramAPIError, TelegramError):
            return False

    async def _text(self, order: Order, wording: Wording) -> str:
        match (order.state, order.reason):
            case (OrderState.STOPPED, _):
                return wording.say("order-stopped")
            case (OrderState.DELIVERED, _):
                return wording.say("order-already-there")
            case _ if _is_silenced(order):
                return wording.say("order-silenced")
            case (_, "missed"):
                return wording.say("order-missed", slot=(order.slot or "").replace("T", " "))
            case (_, str(reason)) if reason in _SAID:
                return wording.say(f"order-{reason.replace('_', '-')}")
            case (OrderState.UNDELIVERABLE, reason):
                group = await self.archive.group(order.tenant, order.group_id)
                return wording.say(
                    "order-undeliverable", group=group.title, state=reason or ChatState.CLOSED
                )
        return await self._why(order, wording)

    async def _why(self, order: Order, wording: Wording) -> str:
        """What the window or its digest says."""
        window = await self.windows.get(order.tenant, order.window_id)
        if order.state is OrderState.FAILED and window.status is not WindowStatus.FAILED:
            return wording.say("digest-failed")  # no run of it was begun, or another one is
        counted = (await self.archive.counts(order.tenant, [window.id])).get(window.id)
        stored = None
        if order.state is OrderState.BLOCKED:
            made = await self.digests.latest(order.tenant, [window.id])
            stored = next((each for each in made), None)
        report = WindowReport(
            window=window,
            stored=stored,
            counts=None
            if counted is None
            else Counts(counted.messages, counted.participants, counted.expected),
        )
        return notice(report, wording) or wording.say("digest-held")

    async def _rewrite(self, order: Order, text: str, wording: Wording) -> None:
        try:
            await self.bot.edit_message_text(
                text,
                chat_id=order.destination.chat_id,
                message_id=order.message_id,
                reply_markup=_keyboard(order, wording),
            )
        except (TelegramAPIError, TelegramError) as error:
            _log.info("an order's end stays untold: %s", type(error).__name__)

    async def _tell(self, order: Order, text: str, wording: Wording) -> None:
        """In the chat, or where that is closed to the one who ordered it."""
        closed = order.state is OrderState.UNDELIVERABLE and order.reason in _CLOSED
        chat = order.ordered_by if closed else order.destination.chat_id
        if chat is None or (closed and chat == order.destination.chat_id):
            return
        try:
            await self.bot.send_message(
                chat,
                text,
                message_thread_id=None if closed else order.destination.thread_id or None,
                reply_markup=_keyboard(order, wording),
            )
        except (TelegramAPIError, TelegramError) as error:
            _log.info("an order's end stays untold: %s", type(error).__name__)


def _is_silent(order: Order) -> bool:
    if order.state is OrderState.WAITING:
        return True  # again, for what failed was replayed since
    if order.state is OrderState.DELIVERED:
        return order.reason != ALREADY_THERE or order.message_id is None
    if order.reason == ChatState.BLOCKED and order.destination.chat_id > 0:
        return True  # nobody is there; they are told once they let the bot in again
    return order.subscription is not None and order.reason in _UNTOLD


def _is_silenced(order: Order) -> bool:
    """A slot of a schedule fell due while digests were switched off."""
    return order.subscription is not None and order.reason == SWITCHED_OFF


def _keyboard(order: Order, wording: Wording) -> InlineKeyboardMarkup | None:
    return show_keyboard(wording, order) if order.reason in (UNCERTAIN, ALREADY_THERE) else None
