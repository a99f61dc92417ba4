"""Groups that are read through people's accounts."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.settings import TelegramSettings, TelethonSettings
from bot.telethon.accounts import Accounts
from bot.telethon.backfill import BackfillProgress, Watch
from bot.telethon.client import ClientFactory
from bot.telethon.intake import Repairs
from bot.telethon.metrics import IngestMetrics
from bot.telethon.names import Names
from bot.telethon.reader import AccountReader, ReadingPorts
from handlers.commands.connect_backfill import BackfillBoard
from handlers.service.ports import ServicePorts
from handlers.telethon.feed import Feed
from pipeline.health.parts import Life
from pipeline.ingest.models import ReadingAccount, TenantId
from pipeline.ingest.pauses import KnownPauses


@dataclass(slots=True)
class BackfillWatch:
    """What readers tell of their backfills, for whoever shows it at the moment."""

    board: BackfillBoard | None = None

    async def __call__(self, progress: BackfillProgress) -> None:
        if self.board is not None:
            await self.board.watch(progress)


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of the service."""

    accounts: Accounts
    clients: ClientFactory
    metrics: IngestMetrics
    pauses: KnownPauses
    name: str = "ingest"

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(self.accounts.run(life.ready))
            await life.stopping.wait()
            reading.cancel()


def open_reading(
    ports: ServicePorts,
    telegram: TelegramSettings,
    telethon: TelethonSettings,
    home: Path,
    metrics: IngestMetrics,
    watch: Watch,
    pauses: KnownPauses,
) -> Reading:
    clients = ClientFactory(telegram, telethon)

    def intake(tenant: TenantId, names: Names, repairs: Repairs) -> Feed:
        return Feed(
            tenant,
            names,
            repairs,
            sink=ports.messages,
            groups=ports.group_book,
            metrics=metrics,
            outages=ports.outages,
            own=telegram.bot_id,
        )

    def reader(account: ReadingAccount) -> AccountReader:
        reading = ReadingPorts(
            ports.accounts, ports.group_book, ports.cursors, ports.archive, ports.floods, pauses
        )
        return AccountReader(account, home, clients, reading, intake, metrics, watch)

    accounts = Accounts(ports.accounts, ports.roles, reader)
    pauses.on_change(accounts.regroup)
    return Reading(accounts, clients, metrics, pauses)
