"""All accounts that are read, each by one process."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from bot.locks import SoleRunner
from bot.telethon.client import AccountClient
from bot.telethon.reader import AccountReader
from pipeline.ingest.models import ReadingAccount, TenantId
from pipeline.ingest.ports import ReadingAccounts

_INTERVAL: Final = 10.0
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 120.0
_log = logging.getLogger(__name__)


class Accounts:
    """Starts a reader for each account, and ends it when the account is removed.

    One session in two processes would be ended by Telegram, so a lock guards each.
    """

    def __init__(
        self,
        directory: ReadingAccounts,
        runner: SoleRunner,
        open_reader: Callable[[ReadingAccount], AccountReader],
        *,
        interval: float = _INTERVAL,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._directory = directory
        self._runner = runner
        self._open_reader = open_reader
        self._interval = interval
        self._sleep = sleep
        self._tasks: dict[ReadingAccount, asyncio.Task[None]] = {}
        self._readers: dict[TenantId, AccountReader] = {}
        self._changed = asyncio.Event()

    def reader(self, tenant: TenantId) -> AccountReader | None:
        """The tenant's reader, if this process has it."""
        return self._readers.get(tenant)

    def client(self, tenant: TenantId) -> AccountClient | None:
        """The client of the tenant's reader, once it is connected."""
        reader = self.reader(tenant)
        return None if reader is None else reader.client

    def refresh(self, tenant: TenantId | None = None) -> None:
        """An account, or the groups of a tenant's, changed: look now."""
        self._changed.set()
        if tenant is not None and (reader := self._readers.get(tenant)) is not None:
            reader.refresh()

    def regroup(self) -> None:
        """What may be read has changed: each reader looks its groups up now."""
        for reader in self._readers.values():
            reader.refresh()

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Read until cancelled; ``started`` is called each time that the accounts are known."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._changed.clear()
                await self._adjust(tasks)
                started()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._interval):
                        await self._changed.wait()

    async def _adjust(self, tasks: asyncio.TaskGroup) -> None:
        wanted = {account for account in await self._directory.all() if account.lost is None}
        for account in self._tasks.keys() - wanted:
            task = self._tasks.pop(account)
            task.cancel()
            await asyncio.wait([task])  # its session's file may be somebody else's from here on
        for account in wanted - self._tasks.keys():
            self._tasks[account] = tasks.create_task(self._read(account))

    async def _read(self, account: ReadingAccount) -> None:
        """Read until the session is lost; what else ends a reader is tried again."""
        clock, pause = asyncio.get_running_loop().time, _FIRST_PAUSE
        while True:
            began = clock()
            try:
                async with self._runner.hold(f"alfred:account:{account.tenant}") as taken:
                    if await self._read_unless(account, taken):
                        return
            except Exception as error:
                _log.error(
                    "the reader of tenant %s ended: %s", account.tenant, type(error).__name__
                )
            if clock() - began > _LONGEST_PAUSE:
                pause = _FIRST_PAUSE  # it went well meanwhile
            await self._sleep(pause)
            pause = min(_LONGEST_PAUSE, 2 * pause)

    async def _read_unless(self, account: ReadingAccount, taken: asyncio.Event) -> bool:
        """Whether the reader came to its end before the lock was lost."""
        reader = self._readers[account.tenant] = self._open_reader(account)
        try:
            async with asyncio.TaskGroup() as tasks:
                reading = tasks.create_task(reader.run())
                losing = tasks.create_task(taken.wait())
                await asyncio.wait((reading, losing), return_when=asyncio.FIRST_COMPLETED)
                ended = reading.done()
                reading.cancel()
                losing.cancel()
            return ended
        finally:
            del self._readers[account.tenant]
