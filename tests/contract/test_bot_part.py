"""The bot as a part of the service, with the webhook that Telegram posts to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bot.settings import WebhookSettings
from bot.telegram.metrics import BotMetrics
from bot.telegram.part import BotPart, RunningBot, WebhookDoor
from bot.telegram.webhook import Webhook
from pipeline.health.parts import Life
from tests.fakes.locks import MemorySoleRunner
from tests.fixtures.bot_transport import Trial, until
from tests.servers.telegram import BotApiServer

SETTINGS = WebhookSettings(url="https://alfred.test/telegram", secret=SecretStr("s" * 32))


@dataclass
class Crashing:
    """A part that works until it is told to crash."""

    crash: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "crashing"

    async def run(self, life: Life) -> None:
        await self.crash.wait()
        raise RuntimeError


async def test_after_a_crash_no_update_is_let_in_before_somebody_handles_it(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    trial, companion, door = Trial.at(bot_api, tmp_path), Crashing(), WebhookDoor()

    @asynccontextmanager
    async def opened() -> AsyncIterator[RunningBot]:
        async with trial.wired() as transport:
            metrics = BotMetrics(CollectorRegistry())
            webhook = Webhook(SETTINGS, transport.intake, transport.turns, metrics)
            yield RunningBot(transport, (companion,), webhook)

    async def crashing() -> None:
        await until(lambda: door.webhook is not None)
        companion.crash.set()

    part = BotPart(MemorySoleRunner(), opened, door)

    with pytest.raises(ExceptionGroup) as crashed:
        await asyncio.gather(part.run(Life(lambda _: None)), crashing())

    assert crashed.group_contains(RuntimeError)
    assert door.webhook is None
