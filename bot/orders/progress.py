"""How far a digest is, in the message of whoever waits for it: painted at most once a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.orders.message_locks import MessageLocks
from bot.telegram.errors import TelegramError
from bot.telegram.limits import sending_as
from bot.views.digest_keyboard import stop_keyboard
from bot.views.order import progress_text
from pipeline.delivery.models import Via
from pipeline.delivery.rates import Urgency
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.digest.signals import RunProgress, RunSignals, Signal
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.windows.models import WindowId

PAINT_SECONDS = 1.0
EDIT_SECONDS = 3.0
"""A digest may have to wait for a picture of its progress for so long, and no longer."""

_log = logging.getLogger(__name__)

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
                    if order.message_id is not None and order.destination.via is Via.CHAT:
                        await self._edit(order, progress)

    async def _edit(self, order: Order, progress: RunProgress) -> None:
        async with self.locks.of(order):
            now = await self.orders.get(order.tenant, order.id)
            if now.state is not OrderState.WAITING or now.digest_id is not None:
                return
            wording = self.wording(order.language)
            try:
                with sending_as(Urgency.PROGRESS):
                    async with asyncio.timeout(EDIT_SECONDS):
                        await self.bot.edit_message_text(
                            progress_text(progress, wording),
                            chat_id=order.destination.chat_id,
                            message_id=order.message_id,
                            reply_markup=stop_keyboard(wording, order),
                        )
            except (TelegramAPIError, TelegramError, TimeoutError) as error:
                _log.debug("progress was not painted: %s", type(error).__name__)
