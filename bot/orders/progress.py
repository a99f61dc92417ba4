"""How far a digest is, in the message of whoever waits for it: painted at most once a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.orders.message_locks import MessageLocks
from bot.telegram.errors import TelegramError
from bot.telegram.limits import sending_as
from bot.views.digest_keyboard import stop_keyboard
from bot.views.order import progress_text
from pipeline.delivery.models import Via
from pipeline.delivery.rates import Urgency
from pipeline.digest.answers import Stage
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.digest.signals import RunProgress, RunSignals, Signal
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderId, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.windows.models import WindowId

PAINT_SECONDS = 1.0
EDIT_SECONDS = 3.0
"""A digest may have to wait for a picture of its progress for so long, and no longer."""

_KEPT = 1_000
"""Of orders and of names the latest, which may be needed again."""

_log = logging.getLogger(__name__)

Key = TypeVar("Key")
Value = TypeVar("Value")
_Run = tuple[TenantId, WindowId]


@dataclass(slots=True)
class ProgressBoard:
    """A part of the service. It paints what is true when it paints, and nothing when busy."""

    signals: RunSignals
    orders: OrderBook
    bot: Bot
    locks: MessageLocks
    wording: Callable[[Language], Wording]
    busy: Callable[[], bool]
    """Whether messages wait to be sent: they go first."""
    name: str = "progress"
    _latest: dict[_Run, RunProgress] = field(default_factory=dict)
    _shown: dict[OrderId, RunProgress] = field(default_factory=dict)
    _names: dict[tuple[int, PersonId], str] = field(default_factory=dict)

    async def run(self, life: Life) -> None:
        async with self.signals.listen() as heard, asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._hear(heard))
            painting = tasks.create_task(self._paint_for_ever())
            life.ready()
            await life.stopping.wait()
            listening.cancel()
            painting.cancel()

    async def _hear(self, heard: AsyncIterator[Signal]) -> None:
        async for signal in heard:
            if isinstance(signal, RunProgress):
                self._latest[signal.tenant, signal.window_id] = signal

    async def _paint_for_ever(self) -> None:
        while True:
            await asyncio.sleep(PAINT_SECONDS)
            if not self.busy():
                await self.paint()

    async def paint(self) -> None:
        """Show what was heard since the last time."""
        latest, self._latest = self._latest, {}
        for (tenant, window), progress in latest.items():
            for language, engine in await self.orders.wanted(tenant, window):
                for order in await self.orders.waiting(tenant, window, language, engine):
                    await self._edit(order, progress)

    async def repaint(self, order: Order) -> None:
        """Show who withdrew from an order that goes on, and how far it is."""
        begun = RunProgress(order.tenant, order.window_id, Stage.INGEST_VALIDATOR, 0.0)
        await self._edit(order, self._shown.get(order.id, begun))

    async def _edit(self, order: Order, progress: RunProgress) -> None:
        if order.message_id is None or order.destination.via is not Via.CHAT:
            return
        async with self.locks.of(order):
            now = await self.orders.get(order.tenant, order.id)
            if now.state is not OrderState.WAITING or now.digest_id is not None:
                return
            _keep(self._shown, order.id, progress)
            wording = self.wording(order.language)
            names = [await self._name(order, person) for person in now.withdrawn]
            try:
                with sending_as(Urgency.PROGRESS):
                    async with asyncio.timeout(EDIT_SECONDS):
                        await self.bot.edit_message_text(
                            progress_text(progress, wording, [name for name in names if name]),
                            chat_id=order.destination.chat_id,
                            message_id=order.message_id,
                            reply_markup=stop_keyboard(wording, order),
                        )
            except (TelegramAPIError, TelegramError, TimeoutError) as error:
                _log.debug("progress was not painted: %s", type(error).__name__)

    async def _name(self, order: Order, person: PersonId) -> str | None:
        """Of a member of the chat; None if Telegram does not tell."""
        chat = order.destination.chat_id
        if (chat, person) not in self._names:
            try:
                member = await self.bot.get_chat_member(chat, person)
            except (TelegramAPIError, TelegramError):
                return None
            _keep(self._names, (chat, person), member.user.first_name)
        return self._names[chat, person]


def _keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        del kept[next(iter(kept))]
