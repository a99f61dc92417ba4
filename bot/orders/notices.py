"""What is said of an order that ended without a digest in its place."""

import logging
from collections.abc import Callable
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
from pipeline.events.models import DigestOrderSettled
from pipeline.ingest.models import TenantId
from pipeline.orders.models import GIVEN_UP, Order, OrderId, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.orders.pursuing import SWITCHED_OFF
from pipeline.windows.models import SkipReason
from pipeline.windows.ports import WindowBook

_CLOSED = frozenset(state.value for state in ChatState)
_SAID = frozenset({SWITCHED_OFF, NO_ACCESS, UNCERTAIN, GIVEN_UP})
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

    async def __call__(self, settled: DigestOrderSettled) -> None:
        """Say it in the message that showed the progress, or once in a new one."""
        order = await self.orders.get(TenantId(settled.tenant_id), OrderId(settled.order_id))
        if order.destination.via is not Via.CHAT or _is_silent(order):
            return
        wording = self.wording(order.language)
        text = await self._text(order, wording)
        if order.message_id is not None and order.reason not in _CLOSED:
            async with self.locks.of(order):
                await self._rewrite(order, text, wording)
        elif await self.orders.claim_notice(order.tenant, order.id):
            await self._tell(order, text, wording)

    async def _text(self, order: Order, wording: Wording) -> str:
        match (order.state, order.reason):
            case (OrderState.STOPPED, _):
                return wording.say("order-stopped")
            case (OrderState.DELIVERED, _):
                return wording.say("order-already-there")
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
    if order.state is OrderState.DELIVERED:
        return order.reason != ALREADY_THERE or order.message_id is None
    return order.subscription is not None and order.reason in _UNTOLD


def _keyboard(order: Order, wording: Wording) -> InlineKeyboardMarkup | None:
    return show_keyboard(wording, order) if order.reason in (UNCERTAIN, ALREADY_THERE) else None
