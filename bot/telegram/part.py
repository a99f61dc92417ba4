"""The bot as a part of the service: one process of all is the bot, the others stand by."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from bot.locks import SoleRunner
from bot.telegram.transport import Transport
from bot.telegram.webhook import Webhook
from pipeline.errors import AlfredError
from pipeline.health.parts import Life, Part

LOCK = "alfred:bot"
PATIENCE_SECONDS = 1.0
"""Within this the lock is got if nobody has it; who waits longer says for what."""

_log = logging.getLogger(__name__)


class LostRoleError(AlfredError):
    """The database's lock was lost, and with it the right to be the bot."""

    def __init__(self) -> None:
        super().__init__(
            "the lock of the bot was lost with its connection — it is asked for again"
        )


@dataclass(slots=True)
class WebhookDoor:
    """Where the web server brings the updates that Telegram posts; open while this is the bot."""

    webhook: Webhook | None = None

    async def handle(self, request: web.Request) -> web.Response:
        """The handler of the webhook's path: while it is shut, Telegram posts again later."""
        if self.webhook is None:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return await self.webhook.handle(request)


@dataclass(frozen=True, slots=True)
class RunningBot:
    """What runs while this process is the bot."""

    transport: Transport
    companions: Sequence[Part]
    """What sends by it: deliveries, notices, progress."""
    webhook: Webhook | None = None
    """None: long polling."""


@dataclass(slots=True)
class BotPart:
    locks: SoleRunner
    open: Callable[[], AbstractAsyncContextManager[RunningBot]]
    door: WebhookDoor = field(default_factory=WebhookDoor)
    patience: float = PATIENCE_SECONDS
    name: str = "bot"

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            standing = tasks.create_task(self._stand(life))
            stopped = tasks.create_task(life.stopping.wait())
            either = (standing, stopped)
            done, _ = await asyncio.wait(
                either, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED
            )
            if not (done or self._serving):
                life.waiting("another process is the bot")
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not self._serving:
                standing.cancel()
            stopped.cancel()

    _serving: bool = False

    async def _stand(self, life: Life) -> None:
        async with self.locks.hold(LOCK) as lost:
            self._serving = True
            try:
                async with self.open() as bot:
                    await self._serve(bot, life, lost)
            finally:
                self._serving = False

    async def _serve(self, bot: RunningBot, life: Life, lost: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            turns = tasks.create_task(bot.transport.turns.run())
            companions = Life(life.report)
            sending = [tasks.create_task(_accompany(each, companions)) for each in bot.companions]
            try:
                intake = await self._let_in(bot, tasks)
                life.ready()
                await _first(tasks, life.stopping, lost)
            finally:
                # After a crash, too, nobody would handle what is let in.
                self.door.webhook = None
            if intake is not None:
                intake.cancel()
            turns.cancel()
            await asyncio.wait([turns])
            companions.stopping.set()
            await asyncio.gather(*sending)
        if lost.is_set():
            raise LostRoleError

    async def _let_in(
        self, bot: RunningBot, tasks: asyncio.TaskGroup
    ) -> asyncio.Task[None] | None:
        if bot.webhook is None:
            return tasks.create_task(bot.transport.poller.run())
        await bot.webhook.announce(bot.transport.bot, bot.transport.allowed)
        self.door.webhook = bot.webhook
        return None


async def _accompany(part: Part, life: Life) -> None:
    # Its being ready says nothing about the bot.
    await part.run(Life(lambda _: None, life.stopping))


async def _first(tasks: asyncio.TaskGroup, *events: asyncio.Event) -> None:
    waits = [tasks.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
